"""Sentences and clauses of a text by their places in it, in English and Chinese, and how long they take to say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from onetake.prompt.lexicon import Language

__all__ = ["MARKS", "Piece", "clauses", "language_of_book", "quotes", "sentences", "speech_seconds", "traditional"]

CJK = re.compile(r"[\u3400-\u9fff]")
LONGEST = 1200
"""Characters after which a sentence without an end is cut: nobody can say more in one breath."""
EN_WORDS_A_SECOND, ZH_CHARACTERS_A_SECOND = 2.7, 4.4
"""What a narrator says in a second; espeak-ng at its usual pace says a little more."""
MARKS = "“”\"'‘’「」『』《》"
_ABBREVIATIONS = frozenset(("mr", "mrs", "ms", "dr", "st", "prof", "capt", "col", "gen", "rev", "hon", "esq", "messrs",
                            "jr", "sr", "vol", "no", "etc", "viz", "i.e", "e.g"))  # fmt: skip
_RESTS = re.compile(r"[.!?。！？…;；]+")
_LATIN = re.compile(r"[A-Za-z0-9]+")
_END_EN = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)|\n\s*\n|[。！？]+[”’」』）]*")
_END_ZH = re.compile(r"[。！？…；!?]+[”’」』）\"]*|\n\s*\n?")
_CLAUSE_EN = re.compile(r"[;:—]+[”\"]?\s*|--\s*|,[”\"]?\s+(?=(?:and|but|so|then|when|while|who|which|for|or|yet)\b)")
_JOINTS = re.compile(r" (?:when|while|and|but|that|which|who|with|as|because|until|to|in|for|from|where) ")
_CLAUSE_ZH = re.compile(r"[，；：、]+[”」』]?|——")
_QUOTED = re.compile(r"“([^“”]{1,900})”|「([^「」]{1,900})」|『([^『』]{1,900})』|(?<![\w])\"([^\"]{1,900})\"(?!\w)"
                     r"|(?<![\w’])‘([^‘’]{2,900}(?:’\w[^‘’]*)*)’(?!\w)")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: ``text[start:end]`` without the blanks around it."""

    start: int
    end: int


def language_of_book(text: str) -> Language:
    """Chinese if a twentieth of the letters are Chinese: a mixed text is the language that it is mostly written in."""
    sample = text[:200_000]
    chinese = len(CJK.findall(sample))
    letters = sum(c.isalpha() for c in sample)
    # A Chinese character says as much as four Latin letters.
    return "zh" if letters and 4 * chinese > (letters - chinese) else "en"


def sentences(text: str, start: int = 0, end: int | None = None, language: Language = "en") -> Iterator[Piece]:
    """The sentences of ``text[start:end]`` in order, without overlap; their places are those in ``text``."""
    end = len(text) if end is None else end
    pattern = _END_ZH if language == "zh" else _END_EN
    at = start
    for found in pattern.finditer(text, start, end):
        if language == "en" and found[0][:1] == "." and _abbreviated(text, found.start()):
            continue
        yield from _cut(text, at, found.end())
        at = found.end()
    yield from _cut(text, at, end)


def _abbreviated(text: str, dot: int) -> bool:
    """Whether a full stop belongs to "Mr." or an initial."""
    word = text[max(0, dot - 8) : dot].rsplit(None, 1)[-1:] or [""]
    last = word[0].lower().strip("(\"'“‘")
    return last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha() and last not in ("i", "a"))


def _cut(text: str, start: int, end: int) -> Iterator[Piece]:
    """One piece, or several where it is endless."""
    while end - start > LONGEST:
        at = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        at = at if at > 0 else start + LONGEST
        yield from _trimmed(text, start, at)
        start = at
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Piece]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if any(c.isalnum() for c in text[start:end]):
        yield Piece(start, end)


def clauses(text: str, piece: Piece, language: Language, seconds: float) -> list[Piece]:
    """A sentence in parts that each take at most ``seconds`` to say, cut at its commas; one part if it is short."""
    if speech_seconds(text[piece.start : piece.end]) <= seconds:
        return [piece]
    pattern = _CLAUSE_ZH if language == "zh" else _CLAUSE_EN
    cuts = [m.end() for m in pattern.finditer(text, piece.start, piece.end)]
    out: list[Piece] = []
    at = piece.start
    for cut, following in zip([*cuts, piece.end], [*cuts[1:], piece.end, piece.end], strict=False):
        if following != cut and speech_seconds(text[at:following]) <= seconds:
            continue
        out += _by_words(text, at, cut, seconds)
        at = cut
    if at < piece.end:
        out += _by_words(text, at, piece.end, seconds)
    return out


def _by_words(text: str, start: int, end: int, seconds: float) -> list[Piece]:
    """A clause in parts that can be said in time: at commas if it has any, else between words."""
    out: list[Piece] = []
    while speech_seconds(text[start:end]) > seconds:
        share = seconds / speech_seconds(text[start:end])
        most = start + max(8, int((end - start) * share * 0.95))
        window = text[start:most]
        at = max(window.rfind(", "), window.rfind("，"), window.rfind("、")) + 1
        if at < len(window) // 3:
            at = max((m.start() + 1 for m in _JOINTS.finditer(window)), default=0)
        if at < len(window) // 3:
            at = window.rfind(" ") + 1
        at = at if at > len(window) // 3 else len(window)
        out += _trimmed(text, start, start + at)
        start += at
    return [*out, *_trimmed(text, start, end)]


def speech_seconds(text: str) -> float:
    """About how long it takes to say a text, with a short rest at every stop."""
    chinese = 0 if text.isascii() else len(CJK.findall(text))
    words = len((CJK.sub(" ", text) if chinese else text).replace("—", " ").split())
    if chinese:
        words = min(words, len(_LATIN.findall(text)))
    rests = len(_RESTS.findall(text))
    return chinese / ZH_CHARACTERS_A_SECOND + words / EN_WORDS_A_SECOND + 0.25 * rests


def quotes(text: str, start: int, end: int) -> list[Piece]:
    """What is said between quotation marks in ``text[start:end]``, without the marks."""
    out = []
    for found in _QUOTED.finditer(text, start, end):
        group = found.lastindex or 0
        out.append(Piece(found.start(group), found.end(group)))
    return out


def traditional(text: str) -> str:
    """The text with traditional characters as simplified ones, of the same length, for looking words up."""
    return text.translate(_SIMPLIFIED)


_PAIRS = (
    "來来個个們们時时會会說说對对過过還还沒没為为這这裡里裏里後后頭头見见話话開开關关門门問问聽听買买賣卖錢钱東东車车馬马鳥鸟魚鱼龍龙龜龟貓猫獅狮豬猪"
    "雞鸡鴨鸭鵝鹅蟲虫蝦虾蟻蚁驢驴騾骡農农長长樹树葉叶園园國国邊边處处爺爷媽妈孫孙兒儿婦妇將将軍军樓楼廳厅臺台橋桥樂乐飛飞進进遠远從从與与給给讓让請请"
    "謝谢認认識识誰谁無无氣气雲云風风電电熱热陽阳陰阴燈灯燒烧煙烟飯饭麵面餅饼蘋苹盤盘鍋锅爐炉紅红綠绿藍蓝黃黄銀银鐵铁舊旧壞坏醜丑聲声響响齊齐畫画書书"
    "筆笔紙纸學学師师兩两幾几萬万億亿隻只條条張张輛辆顆颗塊块雙双種种歲岁歷历發发髮发鬥斗戰战傷伤殺杀養养驚惊歡欢愛爱憂忧夢梦現现變变動动轉转輪轮滾滚"
    "搖摇擺摆擁拥親亲躍跃撲扑觸触斷断尋寻覺觉觀观視视貼贴賊贼賞赏貧贫貴贵質质負负責责資资贏赢趕赶趙赵蹤踪軟软輕轻較较載载輩辈連连運运達达遲迟選选遊游"
    "鄉乡鄰邻醫医釋释鋤锄鋼钢錯错鍾钟鐘钟鑽钻閃闪間间閒闲闖闯陳陈陸陆隊队階阶際际隨随險险隱隐難难雖虽離离霧雾靈灵靜静韓韩頂顶項项須须頓顿預预領领頸颈"
    "頻频題题顏颜願愿類类飄飘飢饥飲饮飽饱館馆騎骑騙骗驗验驟骤鬆松魯鲁鮮鲜鳳凤鳴鸣鴉鸦鴿鸽鵬鹏鷹鹰麗丽麥麦齒齿衝冲術术衛卫裝装補补製制複复褲裤襯衬記记"
    "訴诉詞词試试詩诗誠诚語语誤误誦诵課课調调談谈論论諸诸謂谓講讲譯译議议護护讀读貝贝財财貨货販贩貫贯費费貿贸賀贺賓宾賴赖購购賽赛於于並并亂乱亞亚佔占"
    "侶侣係系俠侠倉仓偉伟側侧偵侦備备傘伞傢家傳传債债傾倾僅仅僕仆價价儀仪優优兇凶凍冻凱凯別别則则剛刚創创劃划劇剧劉刘劍剑勁劲務务勝胜勞劳勢势匯汇區区"
    "協协卻却厭厌參参叢丛吳吴員员啟启喚唤單单嗎吗嘆叹嘗尝噴喷嚇吓嚴严圍围圓圆團团報报場场塵尘墳坟壓压壺壶壽寿夠够奪夺奮奋妝妆姊姐娛娱孃娘宮宫寢寝實实"
    "寧宁審审寫写寬宽寶宝專专尷尴屍尸層层屬属岡冈島岛峽峡崗岗嶺岭幫帮帶带幹干庫库廚厨廟庙廢废廣广強强彈弹彎弯徑径復复恆恒悶闷惡恶惱恼慘惨慚惭慣惯慮虑"
    "慶庆憐怜憑凭應应懷怀懸悬懼惧戀恋戲戏戶户拋抛挾挟捨舍掃扫掛挂採采換换揚扬損损搶抢擔担據据擊击擋挡擠挤攔拦攜携攤摊敗败敘叙敵敌數数斬斩暈晕曉晓曠旷"
    "曬晒極极構构槍枪樣样橫横檢检櫃柜欄栏權权歐欧歸归殘残殼壳毀毁氈毡決决沖冲況况洩泄淚泪淨净淺浅渾浑湯汤溝沟滅灭滿满漁渔漢汉潔洁潛潜濕湿濟济灑洒灘滩"
    "灣湾災灾煉炼煩烦燭烛爭争爾尔牆墙牽牵犧牺狀状狹狭獨独獵猎獸兽獻献瑤瑶環环產产畝亩畢毕異异當当疊叠瘋疯瘡疮療疗癡痴皺皱盜盗盡尽監监瞞瞒矯矫碼码確确"
    "磚砖禮礼禱祷禿秃稅税稱称穀谷積积穩稳窮穷竄窜競竞節节範范築筑簡简簾帘籃篮籠笼糧粮約约級级納纳純纯紛纷細细終终組组結结絕绝絲丝經经綁绑維维網网緊紧"
    "線线緣缘緩缓編编練练縣县縫缝總总績绩織织繞绕繩绳繼继續续罰罚罵骂羅罗義义習习聖圣聞闻聯联聰聪職职肅肃腦脑腫肿腳脚脫脱膽胆臉脸臥卧臨临舉举艱艰艷艳"
    "莊庄莖茎華华著着蓋盖蔥葱蕩荡薩萨藥药蘇苏蘭兰虛虚號号蠟蜡蠶蚕蠻蛮衆众眾众襲袭規规訪访許许訝讶託托誇夸諾诺謊谎謙谦譽誉讚赞豎竖豐丰"
)
_SIMPLIFIED = {ord(_PAIRS[i]): _PAIRS[i + 1] for i in range(0, len(_PAIRS) - 1, 2)}
