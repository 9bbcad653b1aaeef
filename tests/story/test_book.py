"""Books of every format and encoding, and everything that can be wrong with them."""

import io
import time
import zipfile

import pytest

from onetake.errors import BadRequest
from onetake.story.book import MOST_BYTES, decode, make_book, read_book
from onetake.story.text import clauses, language_of_book, quotes, sentences, speech_seconds, traditional

CONTAINER = (
    '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="OEBPS/a.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
PACKAGE = (
    '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
    "<dc:title>Two Tales</dc:title></metadata><manifest>"
    '<item id="x" href="two.xhtml"/><item id="y" href="one%20a.xhtml"/></manifest>'
    '<spine><itemref idref="y"/><itemref idref="x"/></spine></package>'
)
PAGE = (
    "<html><head><title>no</title><style>p {{}}</style></head>"
    "<body><h2>{}</h2><p>{}</p><p>Then&#160;it rained.</p></body></html>"
)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def archive(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in files.items():
            file.writestr(name, text)
    return out.getvalue()


def an_epub(**changes):
    files = {
        "mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "OEBPS/a.opf": PACKAGE,
        "OEBPS/one a.xhtml": PAGE.format("The Fox", "A fox ran through the wood to a tree."),
        "OEBPS/two.xhtml": PAGE.format("The Crow", "A crow sat on the tree and sang aloud."),
    }  # fmt: skip
    return archive({**files, **changes})


def a_docx():
    def p(text, style=""):
        mark = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        return f"<w:p>{mark}<w:r><w:t>{text}</w:t></w:r></w:p>"

    body = p("My Book", "Title") + p("One", "Heading1") + p("A fox ran through the wood to a tree.")
    body += p("Two", "Heading1") + p("A crow sat on the tree and sang aloud all day.")
    return archive({"word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'})


def code(data, suffix="", **options):
    with pytest.raises(BadRequest) as caught:
        make_book(data, suffix, **options)
    return caught.value.code


def test_a_plain_text_has_a_title_and_one_chapter(fable):
    book = make_book(fable.encode(), ".txt", "fox")
    assert (book.title, book.language, len(book.chapters)) == ("The Fox and the Crow", "en", 1)
    assert book.text[book.chapters[0].start :].strip().startswith("A Crow was sitting")


def test_headings_make_chapters_and_a_list_of_contents_does_not():
    text = "Tales\n\nContents\n\nChapter 1\nChapter 2\n\n" + "".join(
        f"Chapter {i}\n\nA fox ran through the wood to a tree. It was glad.\n\n" for i in (1, 2)
    )
    book = make_book(text.encode())
    assert [c.title for c in book.chapters] == ["Chapter 1", "Chapter 2"]
    assert book.title == "Tales"
    ends = [(c.start, c.end) for c in book.chapters]
    assert ends[0][1] <= ends[1][0]


def test_chinese_chapters(stump):
    text = "第一回 甄士隐\n\n" + stump.split("\n\n")[1] + "\n第二回 贾夫人\n\n" + stump.split("\n\n")[1]
    book = make_book(text.encode())
    assert (book.language, [c.title for c in book.chapters]) == ("zh", ["第一回 甄士隐", "第二回 贾夫人"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5"])
def test_chinese_encodings(encoding):
    text = "守株待兔\n\n宋國有個種田的人。他的田裡有一棵樹。有一天，一隻兔子跑過來，撞在樹上死了。"
    text += "他從此不再種田，天天坐在樹下等兔子。"
    if encoding == "gb18030":
        text = traditional(text)
    book = make_book(text.encode(encoding), ".txt")
    assert book.text == text and book.language == "zh"
    assert bool(book.notes) == (encoding in ("utf-16", "gb18030", "big5"))


def test_latin_bytes_and_one_torn_byte():
    assert decode("Ein Fuchs sah schöne süße Trauben, die über ihm hingen.".encode("cp1252"))[0].count("ü") == 2
    text, encoding = decode(("A fox ran. " * 900).encode() + "é".encode()[:1])
    assert encoding == "utf-8" and text.startswith("A fox")


def test_epub_pages_in_reading_order():
    book = make_book(an_epub(), ".epub", "x")
    assert book.title == "Two Tales" and [c.title for c in book.chapters] == ["The Fox", "The Crow"]
    first = book.text[book.chapters[0].start : book.chapters[0].end]
    assert first == "A fox ran through the wood to a tree.\n\nThen it rained."


def test_epub_a_missing_page_is_noted_and_damage_is_refused():
    files = an_epub()
    assert make_book(an_epub(**{"OEBPS/a.opf": PACKAGE.replace("two.xhtml", "gone.xhtml")})).notes
    assert code(files[:200] + bytes(200) + files[400:], ".epub") == "book-unreadable"
    assert code(files[:300], ".epub") == "book-unreadable"
    assert code(b"not a zip at all", ".epub") == "book-unreadable"
    assert code(an_epub(**{"META-INF/container.xml": "<a/>"}), ".epub") == "book-unreadable"
    assert code(archive({"a.txt": "x"}), ".epub") == "book-unreadable"


def test_word_documents():
    book = make_book(a_docx(), ".docx")
    assert book.title == "My Book" and [c.title for c in book.chapters] == ["One", "Two"]
    broken = archive({"word/document.xml": "<w:document"})
    assert code(broken, ".docx") == "book-unreadable"


def test_a_screenplay_keeps_its_scenes_and_speakers(script):
    book = make_book(script.encode(), ".fountain")
    assert book.title == "Two Friends"
    assert [c.place for c in book.chapters] == ["EXT. FOREST - NIGHT", "INT. KITCHEN - DAY"]
    assert [(s.speaker, book.text[s.start : s.end]) for s in book.said] == [
        ("FOX", "Good evening, friend."), ("CROW", "It is late.")]  # fmt: skip
    assert make_book(script.encode(), ".txt").said  # whatever the file is called


def test_what_is_no_book(tmp_path):
    assert code(b"", ".txt") == code(b" \n\n ", ".md") == "book-empty"
    assert code(b"\x00\x01\x02" * 50) == code(b"!!! ... ???") == "book-not-text"
    assert code(b"%PDF-1.7 ...") == "book-format"
    assert code(bytes(MOST_BYTES + 1)) == "book-too-large"
    for name, expected in (("gone.txt", "book-missing"), ("a.fdx", "book-format"), ("b.mobi", "book-format")):
        if expected == "book-format":
            (tmp_path / name).write_bytes(b"x")
        with pytest.raises(BadRequest) as caught:
            read_book(tmp_path / name)
        assert caught.value.code == expected and caught.value.hint


def test_a_line_without_an_end_and_a_text_without_paragraphs():
    began = time.process_time()
    book = make_book(b"the fox ran to the tree and then " * 20_000)
    pieces = list(sentences(book.text))
    assert max(p.end - p.start for p in pieces) <= 1200 and len(pieces) > 500
    assert time.process_time() - began < 5
    assert len(list(sentences(make_book(b"One fox. Two crows. Three dogs.").text))) == 3


def test_a_mixed_text_is_what_most_of_it_is():
    assert language_of_book("A fox (狐狸) ran into the wood and looked for a crow (乌鸦) there.") == "en"
    assert language_of_book("狐狸 Fox 跑进森林里去找乌鸦 Crow，它很饿。") == "zh"


def test_sentences_know_titles_and_quotes():
    text = "Mr. Holt met Dr. J. Lee. “Go!” he said. They went… at 5 p.m. to town."
    assert [text[p.start : p.end] for p in sentences(text)][:3] == ["Mr. Holt met Dr. J. Lee.", "“Go!”", "he said."]
    chinese = "他说：“走吧！”于是走了。天黑了"
    assert [chinese[p.start : p.end] for p in sentences(chinese, language="zh")] == [
        "他说：“走吧！”",
        "于是走了。",
        "天黑了",
    ]


def test_long_sentences_are_cut_at_their_joints_and_nothing_is_lost():
    text = (
        "The fox, who had not eaten for three long days, looked up at the vine, and when he saw the ripe grapes that "
    )
    text += "hung there in the sun he jumped as high as he could, but he could not reach them; so he went away."
    (whole,) = sentences(text)
    parts = clauses(text, whole, "en", 5.0)
    assert len(parts) > 2 and all(speech_seconds(text[p.start : p.end]) <= 5.0 for p in parts)
    assert "".join(text[p.start : p.end] for p in parts).replace(" ", "") == text.replace(" ", "")


def test_quotes_in_both_languages():
    text = "He said, “Come here,” and “now.” 她说：「来。」"
    assert [text[q.start : q.end] for q in quotes(text, 0, len(text))] == ["Come here,", "now.", "来。"]
