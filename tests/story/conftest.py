"""Books for the tests of films: written here, or in the public domain."""

import pytest

FABLE = """The Fox and the Crow

A Crow was sitting on a branch of a tree with a piece of cheese in her beak when a Fox observed her and set his wits \
to work to discover some way of getting the cheese.
Coming and standing under the tree he looked up and said, “What a noble bird I see above me! Her beauty is without \
equal, the hue of her plumage exquisite.”
The Crow was hugely flattered by this, and just to show the Fox that she could sing she gave a loud caw. Down came the \
cheese, of course, and the Fox, snatching it up, ran into the forest.
"""
STUMP = "守株待兔\n\n宋人有耕者。田中有株。兔走触株，折颈而死。因释其耒而守株，冀复得兔。兔不可复得，而身为宋国笑。\n"
SCRIPT = """Title: Two Friends

EXT. FOREST - NIGHT

The fox walks to the tree. The crow looks at the fox.

FOX
Good evening, friend.

CROW
(sleepy)
It is late.

INT. KITCHEN - DAY

The fox eats an apple.

CUT TO:
"""


@pytest.fixture
def fable():
    return FABLE


@pytest.fixture
def stump():
    return STUMP


@pytest.fixture
def script():
    return SCRIPT


@pytest.fixture(scope="session")
def novel():
    """A long text of many chapters: (words, chapters) -> text. Its sentences differ, its people return."""
    import random

    def write(words: int, chapters: int) -> str:
        rng = random.Random(1)
        people = ["Mr. Holt", "Elizabeth", "Jane", "Captain Rudd", "Lydia", "Tom"]
        deeds = ["walked slowly through the {p}", "sat down beside the {t} and said nothing", "danced with {n}"]
        deeds += ["looked at the {t} for a long time", "rode a {a} along the road to the {p}", "ran into the {p}"]
        openings = ["In the morning", "At last", "Suddenly", "On the following day", "Without a word", "However"]
        said = ["“You must not go to the {p},” cried {n}.", "“Where is my {t}?” asked {n}."]
        out, count = ["The Long Afternoon\n\n"], 0
        for chapter in range(1, chapters + 1):
            out.append(f"\n\nChapter {chapter}\n\n")
            while count < words * chapter / chapters:
                deed = f"{rng.choice(openings)} {rng.choice(people)} {rng.choice(deeds)}."
                sentence = (rng.choice(said) if rng.random() < 0.2 else deed).format(
                    p=rng.choice(["garden", "forest", "kitchen", "village"]), t=rng.choice(["candle", "book", "apple"]),
                    n=rng.choice(people), a=rng.choice(["horse", "donkey"]))  # fmt: skip
                count += len(sentence.split())
                out.append(sentence + rng.choice([" ", " ", "\n\n"]))
        return "".join(out)

    return write
