"""Takes of several beats: the same cast throughout, one deed leading to the next, what has happened stays so.

A story is a row of **arcs**: short chains of deeds that follow from one another ("A throw X; B catch X"), bound to
a cast at one place. A and B are living, X is a thing; ``;`` separates beats, ``&`` what happens in one beat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from onetake.prompt._objects import needs_object
from onetake.prompt.drafts import led_verb
from onetake.prompt.ontology import KINDS, VERBS
from onetake.types import Entity, Scene
from onetake.world._script_compose import (
    ALWAYS_ON_TABLE,
    STILL,
    TABLEWARE,
    Held,
    blueprinted,
    camera_for,
    compose,
    fits,
    maybe_colour,
    maybe_traits,
    pick,
    pick_target,
    set_scene,
    small,
    table_at,
    told_apart,
    where,
)
from onetake.world._script_places import places_of
from onetake.world._script_tables import FLAMES, LAND, LIVING, PEOPLE, bulk, plausible, targets

_ARCS = """
A kick X | A kick X; B chase A & A run | A throw X; B catch X; B throw X; A catch X | A throw X; A clap
A light X; A blow out X | A light X; B clap; A blow out X | A open X; A close X
A open X; A look around; A close X | A hold X; A carry X; A put down X | A carry X; A give X B; A wave B
A hold X; A throw X | A give X B; B eat X | A knock over X | A knock over X; B shake head | A push X; A pull X
A push X; A stretch | A chase B & B run; A hug B | A chase B & B run; B hide X | A chase B & B fly; A sit
A sleep; A wake; A stretch | A sit; A stand up; A walk | A lie down; A sleep; A wake | A walk; A bow; B clap
A dance & B dance; A bow | A cut X; A eat X | A pour X; A drink X | A read X; A sleep
A play music X & B dance; B clap | A play music X; A bow | A build X; A clap | A build X; B knock over X
A climb X; A sit; A jump | A ride X | A hide X & B look around; A wave B
A talk B & B nod; B talk A & A shake head | A follow B & B walk; A hug B | A fight B & B fight A; A hug B
A wave B; B wave A | A eat X; A sleep | A drink X; A nod | A walk; A eat X; A lie down | X fall; A look around
X explode; A jump | X grow; A clap | X melt; A shake head | X burn & A dance | X burn; A blow out X
X roll; A run | X tip over; B look around | A spin; A lie down | A swim; A chase B & B swim
A eat; A swim; A look around | A fly; A chase B & B fly | A tiptoe; A knock over X; A run
A crawl; A stand up; A walk | A hop; A jump; A clap | A skate; A spin; A bow | A slide; A lie down; A stand up
B sleep & A tiptoe; B wake | A look around; A climb X; A wave | A run; A jump; A sit | A stretch; A nod
X swing & A sleep | X spill; A shake head | X bounce; A kick X
"""
_FINAL = frozenset(
    ("throw", "knock over", "eat", "give", "fall", "break", "melt", "explode", "spill", "sink", "tip over")
)
"""After these a thing is not used again: it is eaten, broken, or lies somewhere."""
_LOOSENS = frozenset(
    (
        "hold",
        "carry",
        "put down",
        "throw",
        "catch",
        "eat",
        "drink",
        "pour",
        "read",
        "give",
        "kick",
        "push",
        "pull",
        "play",
        "play music",
    )
)
"""In these a thing leaves the table that it stood on."""
_NEEDS_STATE = {"light": "out", "blow out": "lit", "open": "closed", "close": "open"}
_LEAVES_STATE = {"light": "lit", "blow out": "out", "open": "open", "close": "closed", "burn": "lit"}
_LASTING = frozenset(("sit", "sleep", "dance", "read", "eat", "play music"))
_CAST = 4
_SPENT = frozenset(("fall", "break", "melt", "explode", "spill", "sink", "tip over", "grow"))
"""What a thing has done once it goes on having done: nobody says afterwards that it stands."""
_PEOPLE_SHARE = 0.4
"""Of the heroes; people have hands, so most chains of causes begin with them."""


@dataclass(frozen=True, slots=True)
class _Deed:
    """Who does what (to what, for whom), by index of the cast, or by letter while an arc is not bound."""

    who: str
    verb: str
    what: str | None = None
    to: str | None = None


def _read(text: str) -> tuple[tuple[_Deed, ...], ...]:
    """An arc's beats of deeds."""
    beats = []
    for beat in text.split(";"):
        deeds = []
        for deed in beat.split("&"):
            words = deed.split()
            letters = [w for w in words[1:] if w in ("A", "B", "X")]
            verb = " ".join(w for w in words[1:] if w not in letters)
            deeds.append(_Deed(words[0], verb, *letters))
        beats.append(tuple(deeds))
    return tuple(beats)


_CHAINS = tuple(_read(arc) for line in _ARCS.strip().splitlines() for arc in line.split(" | "))


@dataclass(slots=True)
class _Story:
    """A story being made: the cast so far, and for every beat who does what (index -> verb, target, partner)."""

    rng: np.random.Generator
    allowed: frozenset[str]
    held_out: Held
    place: str
    cast: list[Entity]
    beats: list[dict[int, tuple[str, int | None, int | None]]] = field(default_factory=list)
    used_up: set[int] = field(default_factory=set)
    known: dict[int, str] = field(default_factory=dict)
    told: set[int] = field(default_factory=set)
    moved: set[int] = field(default_factory=set)

    def can(self, kind: str, verb: str) -> bool:
        """Whether a kind may be shown doing this here."""
        if verb not in KINDS[kind].verbs or (kind, verb) in self.held_out:
            return False
        return VERBS[verb].target is not None or self.place in places_of(kind, verb)

    def people(self) -> list[int]:
        return [i for i, e in enumerate(self.cast) if e.kind in LIVING]

    def tell(self, number: int, room: int) -> bool:
        """Bind a chain to the cast and add its first ``room`` beats; False when it does not suit."""
        chain = _CHAINS[number][:room]
        bound: dict[str, int] = {}
        letters = {x for beat in chain for d in beat for x in (d.who, d.what, d.to) if x}
        size = len(self.cast)
        for letter in sorted(letters):
            found = self._bind(letter, chain, bound)
            if found is None:
                del self.cast[size:]
                return False
            bound[letter] = found
        self.told.add(number)
        for beat in chain:
            self.beats.append({bound[d.who]: (d.verb, bound.get(d.what or ""), bound.get(d.to or "")) for d in beat})
            for d in beat:
                self._remember(bound[d.what] if d.what else bound[d.who], d.verb)
        return True

    def _remember(self, thing: int, verb: str) -> None:
        if self.cast[thing].kind in LIVING:
            return
        if verb in _FINAL or (verb == "burn" and self.cast[thing].kind not in FLAMES):
            self.used_up.add(thing)
        elif verb == "catch":
            self.used_up.discard(thing)
        if verb in _LOOSENS:
            self.moved.add(thing)
        self.known[thing] = _LEAVES_STATE.get(verb, self.known.get(thing, ""))

    def _bind(self, letter: str, chain: tuple[tuple[_Deed, ...], ...], bound: dict[str, int]) -> int | None:
        deeds = [d for beat in chain for d in beat]
        own = [d.verb for d in deeds if d.who == letter]
        done = [(bound[d.who], d.verb) for d in deeds if d.what == letter and d.who in bound]
        if letter == "X":
            return self._thing(own, done)
        options = [i for i in self.people() if i not in bound.values()]
        options = [i for i in options if all(self.can(self.cast[i].kind, v) for v in own)]
        options = [i for i in options if all(plausible(self.cast[a].kind, v, self.cast[i].kind) for a, v in done)]
        mine = [(d.verb, bound[d.what]) for d in deeds if d.who == letter and d.what in bound]
        options = [i for i in options if all(self.cast[t].kind in targets(self.cast[i].kind, v) for v, t in mine)]
        if options:
            return options[int(self.rng.integers(len(options)))]
        if letter == "A" or len(self.cast) >= _CAST:
            return None
        return self._newcomer(own, done, mine)

    def _newcomer(self, own: list[str], done: list[tuple[int, str]], mine: list[tuple[str, int]]) -> int | None:
        cast = {e.kind for e in self.cast}
        kinds = [k for k in sorted((LIVING & self.allowed) - cast) if all(self.can(k, v) for v in own)]
        kinds = [k for k in kinds if fits(k, self.place) and all(k in targets(self.cast[a].kind, v) for a, v in done)]
        kinds = [k for k in kinds if all(self.cast[t].kind in targets(k, v) for v, t in mine)]
        if not kinds:
            return None
        kind = pick(self.rng, kinds)
        self.cast.append(Entity(kind, 1, maybe_colour(self.rng, kind), traits=maybe_traits(self.rng, kind)))
        return len(self.cast) - 1

    def _suits(self, kind: str, own: list[str], done: list[tuple[int, str]]) -> bool:
        if not all(self.can(kind, v) and self.place in places_of(kind, v) for v in own):
            return False
        if any(v == "ride" and self.place not in places_of(kind, "stand") for _, v in done):
            return False
        return all(kind in targets(self.cast[a].kind, v) for a, v in done)

    def _thing(self, own: list[str], done: list[tuple[int, str]]) -> int | None:
        """A thing of the cast that can still be used like this, or a new one."""
        first = done[0][1] if done else own[0]
        wants = _NEEDS_STATE.get(first)
        for i, e in enumerate(self.cast):
            if e.kind in LIVING or i in self.used_up or not self._suits(e.kind, own, done):
                continue
            if "fall" in own and self.beats and (e.relation is None or i in self.moved):
                continue  # from the ground nothing falls
            if wants is None or self.known.get(i) == wants:
                return i
        if len(self.cast) >= _CAST:
            return None
        if done:
            name = pick_target(self.rng, self.cast[done[0][0]].kind, done[0][1], self.allowed - LIVING)
        else:
            names = [k for k in sorted(self.allowed - LIVING) if all(self.can(k, v) for v in own)]
            name = pick(self.rng, names) if names else None
        if name is None or not fits(name, self.place) or not self._suits(name, own, done):
            return None
        if any(e.kind == name for e in self.cast) or (name, rest_of(name)) in self.held_out:
            return None
        if any(v in ALWAYS_ON_TABLE for _, v in done) and small(name):
            return self._put(name, table_at(self.place, self.allowed))
        return self._put(name, "fall" in own and bool(self.beats))

    def _put(self, name: str, high: bool) -> int | None:
        """A new thing: sometimes on a table, always if it has to be ``high``, so that it can fall or be cut."""
        thing = Entity(name, 1, maybe_colour(self.rng, name), None, rest_of(name))
        tables = any(e.kind == "table" for e in self.cast) or (name not in TABLEWARE and not (high and small(name)))
        if tables or len(self.cast) + 1 >= _CAST or not table_at(self.place, self.allowed):
            if high:
                return None
        elif high or self.rng.random() < 0.5:
            table = len(self.cast) + 1
            self.cast += [
                replace(thing, relation="on", anchor=table),
                Entity("table", 1, maybe_colour(self.rng, "table")),
            ]
            return table - 1
        self.cast.append(thing)
        return len(self.cast) - 1

    def fill(self) -> None:
        """A beat in which somebody does something of their own."""
        options = [
            (i, v)
            for i in self.people()
            for v in dict.fromkeys(KINDS[self.cast[i].kind].verbs)
            if not needs_object(v, self.cast[i].kind)
            and v not in ("enter", "leave")
            and self.can(self.cast[i].kind, v)
            and self.place in places_of(self.cast[i].kind, v)
        ]
        before = self.beats[-1] if self.beats else {}
        options = [(i, v) for i, v in options if before.get(i, ("",))[0] != v] or options
        if not options:
            self.beats.append({})
            return
        who, verb = options[int(self.rng.integers(len(options)))]
        self.beats.append({who: (verb, None, None)})


def rest_of(kind: str) -> str:
    """What a kind does while nothing is said of it."""
    verbs = KINDS[kind].verbs
    return "stand" if "stand" in verbs else verbs[0]


def sample_story(
    rng: np.random.Generator,
    seconds: float,
    kinds: Sequence[str] | None = None,
    held_out: Held = frozenset(),
    beats: int | None = None,
) -> tuple[Scene, ...]:
    """The beats of one take of ``seconds``: 2 to 12 scenes with the same entities at one place.

    Verbs, targets, presence and the camera change from beat to beat. ``kinds`` restricts nouns, ``held_out`` (kind,
    verb) pairs do not occur, unless nothing else is possible.
    """
    allowed = frozenset(kinds) if kinds is not None else frozenset(KINDS)
    longest = max(2, int(seconds // 2))
    count = beats or int(np.clip(round(seconds / rng.uniform(3.0, 7.0)), 2, min(12, longest)))
    heroes = sorted(k for k in allowed & LIVING if any((k, v) not in held_out for v in KINDS[k].verbs))
    people = [k for k in heroes if k in PEOPLE]
    for _ in range(24 if heroes else 0):
        hero = pick(rng, people) if people and rng.random() < _PEOPLE_SHARE else pick(rng, heroes)
        scenes = _told(rng, hero, count, allowed, held_out)
        if not _held(scenes, held_out):
            return scenes
    return _of_things(rng, count, allowed, held_out)


def _held(scenes: Sequence[Scene], held_out: Held) -> bool:
    return any((e.kind, e.verb) in held_out for s in scenes for e in s.entities)


def _told(
    rng: np.random.Generator, hero: str, count: int, allowed: frozenset[str], held_out: Held
) -> tuple[Scene, ...]:
    """A story about one hero of this kind."""
    verbs = dict.fromkeys(v for v in KINDS[hero].verbs if not VERBS[v].needs and v not in ("enter", "leave"))
    verb = pick(rng, tuple(verbs))
    place = where(rng, hero, verb, places_of(hero, verb))
    me = Entity(hero, 1, maybe_colour(rng, hero), traits=maybe_traits(rng, hero))
    story = _Story(rng, allowed, held_out, place, [me])
    _gather(story)
    leaves = bool(rng.random() < 0.2) and story.can(hero, "leave") and count > 2
    if rng.random() < 0.25 and story.can(hero, "enter"):
        story.beats.append({0: ("enter", None, None)})
    elif story.can(hero, verb) and rng.random() < 0.5:
        story.beats.append({0: (verb, None, None)})
    while len(story.beats) < count - leaves:
        room = count - leaves - len(story.beats)
        chains = [int(k) for k in rng.integers(len(_CHAINS), size=24)]
        newcomer = next((i for i in story.people()[1:] if rng.random() < 0.1 and _unseen(story, i)), None)
        if newcomer is not None and story.can(story.cast[newcomer].kind, "enter"):
            story.beats.append({newcomer: ("enter", None, None)})
        elif not any(story.tell(k, room) for k in chains if k not in story.told):
            story.fill()
    if leaves:
        story.beats.append({0: ("leave", None, None)})
    return _written(story)


def _unseen(story: _Story, i: int) -> bool:
    """Whether somebody has not been part of any beat, so that they can still come in."""
    return not any(i in beat or any(i in deed[1:] for deed in beat.values()) for beat in story.beats)


def _gather(story: _Story) -> None:
    """Whom the hero is with from the start: sometimes a friend of another kind, or one who can be told apart."""
    rng, hero = story.rng, story.cast[0]
    if rng.random() > 0.5:
        return
    kinds = [k for k in sorted(LIVING & story.allowed) if fits(k, story.place) and abs(bulk(k) - bulk(hero.kind)) <= 3]
    if hero.kind in LAND:
        kinds = [k for k in kinds if k in LAND]
    if not kinds:
        return
    people = [k for k in kinds if k in PEOPLE]
    kind = pick(rng, people) if people and rng.random() < 0.4 else pick(rng, kinds)
    friend = Entity(kind, 1, maybe_colour(rng, kind), traits=maybe_traits(rng, kind))
    if kind == hero.kind:
        story.cast[0], friend = told_apart(rng, hero, friend)
    story.cast.append(friend)


def _written(story: _Story) -> tuple[Scene, ...]:
    """The scenes of a story's beats: who is there, what goes on, what has become of the things."""
    rng, cast = story.rng, list(story.cast)
    enters = {i: b for b, beat in enumerate(story.beats) for i, deed in beat.items() if deed[0] == "enter"}
    leaves = {i: b for b, beat in enumerate(story.beats) for i, deed in beat.items() if deed[0] == "leave"}
    scenes: list[Scene] = []
    verbs = [_idle(story, e.kind) for e in cast]
    loose: set[int] = set()
    eaten: set[int] = set()
    spent: dict[int, str] = {}
    for b, beat in enumerate(story.beats):
        entities = []
        for verb, target, _ in beat.values():
            if target is not None and verb in _LOOSENS:
                loose.add(target)
        for i, e in enumerate(cast):
            idle = verbs[i] if verbs[i] in _LASTING and rng.random() < 0.5 else _idle(story, e.kind)
            if verbs[i] in ("sleep", "lie down") and story.can(e.kind, "sleep"):
                idle = "sleep"
            verb, target, partner = beat.get(i, (spent.get(i) or _ridden(story, beat, i) or idle, None, None))
            gone = i in eaten and not any(t == i for _, t, _ in beat.values())
            present = enters.get(i, 0) <= b <= leaves.get(i, len(story.beats)) and not gone
            if not present:
                verb = _idle(story, e.kind)
            related = e.relation is not None and i not in loose
            verbs[i] = verb if not VERBS[verb].needs else ""
            entities.append(
                replace(
                    e,
                    verb=verb,
                    target=target,
                    partner=partner,
                    present=present,
                    relation=e.relation if related else None,
                    anchor=e.anchor if related else None,
                )
            )
            if verb in ("fall", "tip over", "break", "slide", "roll"):
                loose.add(i)
            if present and e.kind not in LIVING and (verb in _SPENT or (verb == "burn" and e.kind not in FLAMES)):
                spent[i] = verb
        bitten = {t for verb, t, _ in beat.values() if t is not None and verb == "eat"}
        eaten |= {t for t in bitten if (KINDS[cast[t].kind].states or ("", ""))[1] == "eaten"}
        loose |= {t for verb, t, _ in beat.values() if t is not None and verb == "knock over"}
        if not scenes:
            scenes.append(set_scene(rng, entities, story.place))
            continue
        camera = camera_for(rng, entities, 0.45) if rng.random() < 0.3 else scenes[-1].camera
        scenes.append(replace(scenes[-1], entities=tuple(entities), camera=camera))
    return blueprinted(tuple(_follows(scene) for scene in scenes))


def _ridden(story: _Story, beat: dict[int, tuple[str, int | None, int | None]], i: int) -> str | None:
    """How something goes while somebody rides it; None for whoever is not ridden."""
    if not any(verb == "ride" and target == i for verb, target, _ in beat.values()):
        return None
    kind = story.cast[i].kind
    ways = (led_verb(kind, "ride"), "swing" if "swing" in KINDS[kind].verbs else None)
    return next((v for v in ways if v and (kind, v) not in story.held_out), None)


def _idle(story: _Story, kind: str) -> str:
    """The verb of whoever has nothing to do in a beat."""
    options = [rest_of(kind), *(v for v in KINDS[kind].verbs if v in STILL or kind not in LIVING)]
    options = [v for v in options if (kind, v) not in story.held_out and not VERBS[v].once and not VERBS[v].needs]
    return options[0] if options else rest_of(kind)


def _follows(scene: Scene) -> Scene:
    """A camera follows only while somebody goes."""
    if scene.camera == "follow" and not any(VERBS[e.verb].going and e.present for e in scene.entities):
        return replace(scene, camera="static")
    return scene


def _of_things(rng: np.random.Generator, count: int, allowed: frozenset[str], held_out: Held) -> tuple[Scene, ...]:
    """A story without anyone living: a thing that does one thing after the other."""
    for _ in range(32):
        kind = pick(rng, sorted(allowed))
        scene = compose(rng, kind, pick(rng, KINDS[kind].verbs), allowed, held_out)
        if scene is not None:
            scenes = vary(rng, scene, held_out, count)
            if not _held(scenes, held_out):
                return scenes + (scenes[-1],) * (count - len(scenes))
    kind = min(allowed)
    lone = Scene((Entity(kind, verb=KINDS[kind].verbs[0]),), places_of(kind, KINDS[kind].verbs[0])[0])
    return (lone,) * count


def _afterwards(rng: np.random.Generator, scene: Scene, held_out: Held) -> tuple[Scene, ...]:
    """Somebody has done something, and then sleeps, stands, or is glad of it."""
    main = scene.entities[0]
    ways = {"lie down": ("sleep",), "wake": ("look around", "stand"), "stand up": ("look around", "stand", "walk")}
    options = [v for v in ways.get(main.verb, ("stand", "look around", "clap", "nod", "jump")) if v != main.verb]
    options = [v for v in options if v in KINDS[main.kind].verbs and (main.kind, v) not in held_out]
    options = [v for v in options if scene.place in places_of(main.kind, v) and (main.relation is None or v in STILL)]
    if not options:
        return (scene,)
    entities = [replace(main, verb=pick(rng, options), target=None, partner=None), *scene.entities[1:]]
    if main.target is not None and main.verb in _LOOSENS | {"knock over"}:
        entities[main.target] = replace(entities[main.target], relation=None, anchor=None)
    return (scene, _follows(replace(scene, entities=tuple(entities))))


def vary(
    rng: np.random.Generator, scene: Scene, held_out: Held = frozenset(), count: int | None = None
) -> tuple[Scene, ...]:
    """Two or three beats (or ``count``) of a scene: the first entity changes its verb, seldom the camera."""
    main = scene.entities[0]
    if main.verb == "leave" and (main.kind, "enter") not in held_out:  # away, until it comes again
        again = replace(main, verb="enter")
        return (scene, replace(scene, entities=(again, *scene.entities[1:])))
    if VERBS[main.verb].once and main.kind in LIVING:
        return _afterwards(rng, scene, held_out)
    lasts = VERBS[main.verb].once or main.verb == "leave" or (main.verb == "burn" and main.kind not in FLAMES)
    if lasts or main.target is not None or (main.relation is not None and main.verb not in STILL):
        return (scene,)
    verbs = [
        v
        for v in dict.fromkeys(KINDS[main.kind].verbs)
        if not needs_object(v, main.kind) and not VERBS[v].once and v != main.verb
    ]
    verbs = [v for v in verbs if scene.place in places_of(main.kind, v) and (main.kind, v) not in held_out]
    verbs = [v for v in verbs if v not in ("enter", "leave") and (main.relation is None or v in STILL)]
    if not verbs:
        return (scene,)
    scenes = [scene]
    while len(scenes) < (count or (2 if rng.random() < 0.75 else 3)):
        verb = pick(rng, [v for v in verbs if v != scenes[-1].entities[0].verb] or verbs)
        entities = (replace(main, verb=verb), *scene.entities[1:])
        camera = camera_for(rng, entities) if rng.random() < 0.2 else scene.camera
        scenes.append(_follows(replace(scene, entities=entities, camera=camera)))
    return tuple(scenes)
