"""The encodings that a file without a declaration may be in, and how plausible its characters are in each.

Plausible is what people write: the commonest Chinese characters, kana among kanji, Korean syllables in use, Cyrillic
words in lower case, accents within Latin words. A wrong encoding gives rare characters, capitals within words,
half-width katakana, symbols.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

#: Weighs a character beyond ASCII by itself and the one before it: 1 is certain, 0 is neutral, negative is unlikely.
Weight: TypeAlias = Callable[[str, str], float]


class Candidate(NamedTuple):
    """An encoding by the name of its Python codec, and how its characters are weighed."""

    encoding: str
    weigh: Weight
    #: Subtracted from the plausibility, so that a rarer encoding wins only by a clear difference.
    handicap: float = 0.0
    #: A plausibility that no other encoding reaches with the same bytes.
    enough: float = 2.0


_CJK_MARKS = frozenset("、。，「」『』《》〈〉【】（）！？：；“”‘’…—·・ー～　")


def _first_byte(char: str, encoding: str) -> int:
    """Return the first byte of a character, 255 for none: the older sets have common characters before rare ones."""
    encoded = char.encode(encoding, "ignore")
    return encoded[0] if len(encoded) == 2 else 255


def _chinese_or_japanese(common: frozenset[str], encoding: str, last_common: int, kana: float) -> Weight:
    def weigh(char: str, _before: str) -> float:
        if char in common:
            return 1.0
        if char in _CJK_MARKS:
            return 0.7
        if "\u3041" <= char <= "\u30fa":
            return kana
        if "\u4e00" <= char <= "\u9fff":
            return 0.2 if _first_byte(char, encoding) <= last_common else -0.6
        if "\uff01" <= char <= "\uff5e":
            return 0.3
        return -0.6 if "\uff61" <= char <= "\uff9f" else -1.0

    return weigh


def _korean(char: str, _before: str) -> float:
    if char in _HANGUL:
        return 1.0
    if "\uac00" <= char <= "\ud7a3":
        # Syllables that only cp949 has are rare. The codec writes those that it lacks as eight bytes.
        return 0.2 if _first_byte(char, "euc_kr") < 255 else -0.5
    if char in _CJK_MARKS:
        return 0.5
    return -0.3 if "\u4e00" <= char <= "\u9fff" else -1.0


def _alphabet(groups: tuple[str, str, str]) -> Weight:
    """Weigh an alphabet: common letters, capitals only at the beginning of words, no Latin letter before."""
    weights = {char: weight for group, weight in zip(groups, (1.0, 0.7, 0.2), strict=True) for char in group}

    def weigh(char: str, before: str) -> float:
        lower = char.lower()
        weight = weights.get(lower)
        if weight is None:
            return 0.3 if char in _TYPOGRAPHY else -0.8
        if before.isascii() and before.isalpha():
            return -0.5
        if char == lower:
            return weight
        if not before.isalpha():
            return weight * 0.7
        return 0.1 if before.isupper() else -1.0

    return weigh


def _thai(char: str, before: str) -> float:
    """Weigh Thai: marks stand above and below letters, never one behind a space or a Latin letter."""
    if not "\u0e01" <= char <= "\u0e5b":
        return 0.3 if char in _TYPOGRAPHY else -1.0
    if char in _THAI_MARKS:
        return 0.8 if "\u0e01" <= before <= "\u0e2e" or (before in _THAI_MARKS and before != char) else -1.0
    return 0.8 if char <= "\u0e44" else -0.2


def _latin(groups: tuple[str, str, str], in_row: float) -> Weight:
    """Weigh Latin letters: accented ones are rare among plain ones; `in_row` is for one that follows another."""
    weights = {char: weight for group, weight in zip(groups, (1.0, 0.8, 0.2), strict=True) for char in group}

    def weigh(char: str, before: str) -> float:
        weight = weights.get(char)
        if weight is None:
            if char in _TYPOGRAPHY:
                return 0.6 if char in "“”‘’–—…«»„\xa0" or not before.isalpha() else -0.3
            return -0.5
        if char.isupper() and before.islower():
            return -0.5
        return weight if before.isascii() or not before.isalpha() else in_row

    return weigh


# The commonest characters of the languages that files in old encodings are written in.
#: Simplified Chinese: about three quarters of any text.
_HANS = frozenset(
    "的一是个用在了不以有我可这为中下数件要时来到能上们对文如发方开于后行面就和使动过会实大现本成程也式需分法前图定多出点代作码理目"
    "加性小自所进果通设置器入同据组新接模生最人么化而更端应体并然看样提将之间都还务其内些里你解当度计建页与但字没问工项地单序好类部者"
    "得结配种常表等只题标示相比因关量重机编系说或包合此主很例那容变制事名完做型改存算直去版次安回无经值选基求想试源持构效写载原装服"
    "从由统子画支户片具全信高他位学处年它两着网情复素则转意录第调元简已正参向取整引功即起先知像请层态测被线打路始属每流该运再心象块"
    "及验放库己明什手外格便记注决平家步业优换义指形力非命语息认创视三别区何导查显修景且台场把操供段游物给符色少考节特口案候速较输除"
    "管传让资首布启移展规执期产二况列环公依快几终天任长保级择总道空日确令至根号否技证按论言获随译各见头必月话觉思致品识术适维错感带"
    "离推微界增述互限续断初返队团局利许找控立集境备链客东响未又似率身范活越真习概影差够章国升反称官社达条连造难角站含强消收某共软失"
    "读笔京际议介低密质底呢联往访切检她爱书电车飞机民政府经济市企银金融亿万美股报闻席北海西南香港湾历史欢乐四五六七八九十百千女男孩"
    "儿老师友妈爸吃喝走跑听春夏秋冬花草树山水火风雨雪晚早今昨午半夜声音歌城街店房门车票钱买卖贵研究院领导"
)

#: Traditional Chinese.
_HANT = frozenset(
    "的一是個用在了不以有我可這為中下數件要時來到能上們對文如發方開於後行面就和使動過會實大現本成程也式需分法前圖定多出點代作碼理目"
    "加性小自所進果通設置器入同據組新接模生最人麼化而更端應體並然看樣提將之間都還務其內些裡你解當度計建頁與但字沒問工項地單序好類部者"
    "得結配種常表等只題標示相比因關量重機編系說或包合此主很例那容變制事名完做型改存算直去版次安回無經值選基求想試源持構效寫載原裝服"
    "從由統子畫支戶片具全信高他位學處年它兩著網情複素則轉意錄第調元簡已正參向取整引功即起先知像請層態測被線打路始屬每流該運再心象塊"
    "及驗放庫己明什手外格便記注決平家步業優換義指形力非命語息認創視三別區何導查顯修景且台臺場把操供段遊物給符色少考節特口案候速較輸"
    "除管傳讓資首布啟移展規執期產二況列環公依快幾終天任長保級擇總道空日確令至根號否技證按論言獲隨譯各見頭必月話覺思致品識術適維錯感"
    "帶離推微界增述互限續斷初返隊團局利許找控立集境備鏈客東響未又似率身範活越真習概影差夠章國升反稱官社達條連造難角站含強消收某共軟"
    "失讀筆京際議介低密質底呢聯往訪切檢她愛書電車飛機民政府經濟市企銀金融億萬美股報聞席北海西南香港灣歷史歡樂四五六七八九十百千女男"
    "孩兒老師友媽爸吃喝走跑聽春夏秋冬花草樹山水火風雨雪晚早今昨午半夜聲音歌城街店房門車票錢買賣貴研究院領導"
)

#: Japanese, beside kana.
_KANJI = frozenset(
    "日一国会人年大十二本中長出三同時政事自行社見月分議後前民生連五発間対上部東者党地合市業内相方四定今回新場金員九入選立開手米力学"
    "問高代明実円関決子動京全目表戦経通外最言氏現理調体化田当八六約主題下首意法不来作性的要用制治度務強気小七成期公持野協取都和統以機"
    "平総加山思家話世受区領多県続進正安設保改数記院女初北午指権心界支第産結百派点教報済書府活原先共得解名交資予川向際査勝面委告軍文反"
    "元重近千考判認画海参売利組知案道信策集在件団別物側任引使求所次水半品昨論計死官増係感特情投示変打男基私各始島直両朝価式確村提運終"
    "挙果西勢減台広容必応演電歳住争談能無再位置企真流格有口過局少放税検町常校料状工建語球営空職証土与急止送援供可役構木割聞身費付施切"
    "由説転食比難防補車優夫研収断何南石足違消境神番規術護展態導備宅害配副算視条独警究育席輸訪楽起万着乗店述残想線率病農州声質念待試族"
    "象銀域助労例然早張映限親額監環験追商葉義伝働形景落担好退準訴辺造英被株頭技低毎医復仕去味負渡失移差個門写評課末守若極種美影命含福"
    "量望非観察整段横型白深字答夜製況音申様財港識注呼達季節春夏秋冬花雨雪風友昔良悪読買待"
)

#: Korean syllables.
_HANGUL = frozenset(
    "이다는에의가을하고지한를은로기도나사인서어그아자리대시있들일라해정수전부보만것원제과으조여장주스니오상우구거면적게마진했성동비안세"
    "년계경모유내소국당공연관회문물러까없중발신용때던음무실위치된등출선생방받할미간화르드트재식각행통분최결본데와며요습터바않말같운살심금"
    "저체민단강호입교불학현두설남차양건후타속외특표급태목활토산히육력필움직접개번명변달론류편작업종점오늘날씨좋집먹밤낮사람우리를더또"
    "왔갔봤됩합했였겠네죠군님저희너무많이매우조금새글올려질답처럼알려줄께길찾맛커피책읽영월년석즐길볼"
)

#: Letters beyond ASCII: common, less common, rare.
_CYRILLIC = ("оеаинтсрвлкмдпу", "яыьгзбчйхжіїє", "шюцщэфъёґўљњћђџ")
_GREEK = ("αοιετσνηυρπκμλςω", "γδχθφβάέήίόύώ", "ξζψϊϋΰΐ")
_HEBREW = ("יוהלארתבמשנ", "עםדקחפטכגצן", "סזךףץ")
_ARABIC = ("اليمنوتره", "بةعدسفكقحجأ", "شطصخذضزءثغىئإآظؤ،؟پچژگ")
_THAI_MARKS = frozenset("ัิีึืฺุู็่้๊๋์ํ๎")
_WESTERN = ("éèàçüöäáíóúñãâêôßåõÉ", "îûùëïœæøòýÀÇÖÜÄÁÓÚÑÅØÆŒÊÔÎÈ", "ìðþÿÝÐÞÍ")
_CENTRAL = ("ąćęłńóśźżáčéěířšúůýžöüőűäâăî", "ďňťľôçđțșţşŁŚŻŹČŘŠŽÁÉÍÓÚÖÜŐ", "ĺŕĆĄĘŃĎŇŤ")
_TURKISH = ("çğıöşüİ", "ŞÇÖÜâ", "îûĞ")
_BALTIC = ("āēīūšžčėąęįųõäöü", "ģķļņŠŽČĀĒ", "śźżłńĢĶĻŅ")

#: Punctuation and symbols that any text in Latin or Cyrillic letters may have.
_TYPOGRAPHY = frozenset("“”‘’„‚–—…«»‹›•·°©®™§€£№¿¡\xa0½×†")

_JAPANESE = _chinese_or_japanese(_KANJI, "cp932", 0x98, kana=0.9)

CANDIDATES = (
    Candidate("gb18030", _chinese_or_japanese(_HANS, "gb2312", 0xD7, kana=-0.1), enough=0.6),
    Candidate("cp950", _chinese_or_japanese(_HANT, "cp950", 0xC6, kana=-0.1), enough=0.6),
    Candidate("cp932", _JAPANESE, enough=0.6),
    Candidate("euc_jp", _JAPANESE, enough=0.6),
    Candidate("cp949", _korean, enough=0.6),
    Candidate("cp1251", _alphabet(_CYRILLIC)),
    Candidate("koi8-r", _alphabet(_CYRILLIC)),
    Candidate("cp866", _alphabet(_CYRILLIC), 0.25),
    Candidate("cp1253", _alphabet(_GREEK)),
    Candidate("cp1255", _alphabet(_HEBREW)),
    Candidate("cp1256", _alphabet(_ARABIC)),
    Candidate("cp874", _thai),
    Candidate("cp1252", _latin(_WESTERN, -0.5)),
    Candidate("cp1250", _latin(_CENTRAL, 0.2), 0.08),
    Candidate("cp1254", _latin(_TURKISH, 0.5), 0.05),
    Candidate("cp1257", _latin(_BALTIC, -0.2), 0.1),
)
