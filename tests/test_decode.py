"""Bytes → text in every encoding."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feedmaker.loader.decode import decode

HANS = """---
title: 港口的秋天
tags: [生活, 摄影]
---
今天早上下了一场小雨，我带着相机去港口走了一圈。渔船都回来了，码头上的人们正在卸货。
老人说，这里的海鲜比十年前贵了三倍，但是味道没有变。我买了两斤虾，晚上和朋友一起吃。
"""
HANT = """---
title: 港口的秋天
---
今天早上下了一場小雨，我帶著相機去港口走了一圈。漁船都回來了，碼頭上的人們正在卸貨。
老人說，這裡的海鮮比十年前貴了三倍，但是味道沒有變。我買了兩斤蝦，晚上和朋友一起吃。
"""
JAPANESE = """---
title: 港の秋
---
今朝は小雨が降ったので、カメラを持って港まで散歩に行きました。漁船はもう戻っていて、人々が荷物を下ろしています。
おじいさんの話では、魚の値段は十年前の三倍になったそうですが、味は変わらないそうです。
"""
KOREAN = """---
title: 항구의 가을
---
오늘 아침에 비가 조금 내려서 카메라를 들고 항구까지 걸어갔습니다. 배들은 이미 돌아왔고 사람들이 짐을 내리고 있었습니다.
할아버지 말씀으로는 생선 값이 십 년 전보다 세 배나 올랐지만 맛은 그대로라고 합니다.
"""
RUSSIAN = """---
title: Осень в порту
---
Сегодня утром шёл мелкий дождь, я взял фотоаппарат и пошёл в порт. Лодки уже вернулись, люди разгружали рыбу.
Старик сказал, что цены выросли втрое, но вкус остался прежним.
"""
GREEK = "Σήμερα το πρωί έβρεχε λίγο και πήγα στο λιμάνι με τη μηχανή μου. Οι βάρκες είχαν ήδη γυρίσει.\n"
HEBREW = "הבוקר ירד גשם קל והלכתי לנמל עם המצלמה. הסירות כבר חזרו והאנשים פרקו את הדגים.\n"
ARABIC = "نزل مطر خفيف هذا الصباح وذهبت إلى الميناء مع الكاميرا. عادت القوارب وكان الناس ينزلون السمك.\n"
FRENCH = "Ce matin il a plu un peu et je suis allé au port avec mon appareil. Les bateaux étaient déjà rentrés.\n"
GERMAN = "Heute früh regnete es ein wenig, und ich ging über die Brücke zum Hafen. Die Möwen saßen auf den Dächern.\n"
SPANISH = "Esta mañana llovió un poco y salí con la cámara hacia el puerto. Los niños todavía dormían.\n"
DANISH = "I morges regnede det lidt, så jeg gik ned på havnen. Bådene var hjemme, og fiskene lå på kajen.\n"
ENGLISH = (
    "It\u2019s raining \u2013 \u201cagain\u201d, the old man said. We didn\u2019t mind and walked to the harbour.\n"
)
POLISH = (
    "Dziś rano trochę padało, więc poszedłem z aparatem do portu. Łodzie już wróciły, a ludzie wyładowywali ryby.\n"
)
CZECH = (
    "Dnes ráno trochu pršelo, a tak jsem šel s fotoaparátem do přístavu. Lodě už se vrátily a lidé vykládali ryby.\n"
)
TURKISH = "Bu sabah biraz yağmur yağdı, ben de fotoğraf makinesiyle limana gittim. Kayıklar çoktan dönmüştü.\n"
THAI = "เช้านี้ฝนตกเล็กน้อย ฉันจึงเดินไปที่ท่าเรือพร้อมกล้องถ่ายรูป เรือกลับมาแล้วและผู้คนกำลังขนปลาลง\n"
TURKISH_VOWELS = "Deniz feneri ışığı: şimdi güçlü ışık, kıştan önce değiştirileceğini söyledi.\n"

SAMPLES = [
    (THAI, "tis-620", "cp874"),
    (TURKISH_VOWELS, "cp1254", "cp1254"),
    (HANS, "gb18030", "gb18030"),
    (HANS, "gbk", "gb18030"),
    (HANT, "big5", "cp950"),
    (JAPANESE, "shift_jis", "cp932"),
    (JAPANESE, "euc_jp", "euc_jp"),
    (KOREAN, "euc_kr", "cp949"),
    (RUSSIAN, "cp1251", "cp1251"),
    (RUSSIAN, "koi8-r", "koi8-r"),
    (GREEK, "cp1253", "cp1253"),
    (HEBREW, "cp1255", "cp1255"),
    (ARABIC, "cp1256", "cp1256"),
    (FRENCH, "cp1252", "cp1252"),
    (GERMAN, "latin-1", "cp1252"),
    (SPANISH, "cp1252", "cp1252"),
    (DANISH, "cp1252", "cp1252"),
    (ENGLISH, "cp1252", "cp1252"),
    (POLISH, "cp1250", "cp1250"),
    (CZECH, "cp1250", "cp1250"),
    (TURKISH, "cp1254", "cp1254"),
    (HANS, "utf-16-le", "utf-16-le"),
    (HANT, "utf-16-be", "utf-16-be"),
    (RUSSIAN, "utf-16-le", "utf-16-le"),
    (ENGLISH, "utf-16-be", "utf-16-be"),
]
_IDS = [f"{encoding}-{index}" for index, (_, encoding, _) in enumerate(SAMPLES)]


@pytest.mark.parametrize(("text", "encoding", "name"), SAMPLES, ids=_IDS)
def test_an_old_encoding_is_recognised_and_reported_as_an_assumption(text: str, encoding: str, name: str) -> None:
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.encoding) == (text, name)
    (problem,) = decoded.problems
    assert problem.code == "encoding-assumed"
    assert name in problem.message


@pytest.mark.parametrize(("text", "encoding", "name"), SAMPLES[:16], ids=_IDS[:16])
def test_one_sentence_is_enough_to_guess_the_encoding(text: str, encoding: str, name: str) -> None:
    sentence = text.removeprefix("---\n").removesuffix("---\n").split("---\n")[-1].split("\n")[0]
    assert decode(sentence.encode(encoding)).text == sentence


@pytest.mark.parametrize("title", ["港口的秋天", "我们的城市在变化", "这个问题怎么办"])
def test_a_short_chinese_title_is_enough_to_guess_the_encoding(title: str) -> None:
    assert decode(f"title: {title}\n\n".encode("gbk")).text == f"title: {title}\n\n"


def test_utf8_is_tried_first_and_needs_no_problem() -> None:
    assert decode(HANS.encode()) == (HANS, "utf-8", ())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_settles_it_and_goes_away(encoding: str) -> None:
    decoded = decode(HANT.encode(encoding))
    assert decoded.text == HANT
    assert decoded.problems == ()
    assert decode(HANT.encode(encoding), "gbk").text == HANT


def test_every_line_end_becomes_a_line_feed() -> None:
    assert decode(b"a\r\nb\rc\nd\r\r\n").text == "a\nb\nc\nd\n\n"
    assert decode("ä\r\nö\r".encode("utf-16")).text == "ä\nö\n"


@pytest.mark.parametrize(
    "declaration",
    [
        '<html><head><meta charset="shift_jis"></head>',
        '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">',
        '<?xml version="1.0" encoding="Shift_JIS"?>',
        "-*- coding: shift_jis -*-",
        "encoding: shift_jis",
    ],
)
def test_a_declared_encoding_is_believed(declaration: str) -> None:
    # Half-width katakana would look unlikely.
    text = f"{declaration}\nｱｲｳｴｵ ｶｷｸｹｺ\n"
    assert decode(text.encode("cp932")) == (text, "cp932", ())


def test_a_declaration_that_the_bytes_refute_is_not_believed() -> None:
    text = f'<meta charset="euc-kr">{RUSSIAN}'
    assert decode(text.encode("koi8-r")).text == text
    text = f'<meta charset="utf-8">{RUSSIAN}'
    assert decode(text.encode("cp1251")).text == text


@pytest.mark.parametrize(("declared", "encoding"), [("utf-8", "gb18030"), ("big5", "cp1251"), ("x-none", "euc_jp")])
def test_a_problem_names_the_declared_encoding_that_the_file_is_not_in(declared: str, encoding: str) -> None:
    text = {"gb18030": HANS, "cp1251": RUSSIAN, "euc_jp": JAPANESE}[encoding]
    decoded = decode(f'<meta charset="{declared}">{text}'.encode(encoding))
    assert decoded.encoding == encoding
    (problem,) = decoded.problems
    assert problem.message == f"file is not {declared!r} as it declares, it was read as {encoding}"


def test_big5_has_the_characters_of_hong_kong_as_in_browsers() -> None:
    text = f'<meta charset="big5">{HANT}犇\n'
    assert decode(text.encode("big5hkscs")) == (text, "big5hkscs", ())
    undeclared = f"{HANT}犇\n"
    assert decode(undeclared.encode("big5hkscs")).text == undeclared


def test_a_few_bad_bytes_do_not_change_the_encoding_and_are_reported_with_their_line() -> None:
    data = HANS.encode().replace("三倍".encode(), b"\xff\xfe")
    decoded = decode(data)
    assert decoded.encoding == "utf-8"
    assert decoded.text == HANS.replace("三倍", "\ufffd\ufffd")
    (problem,) = decoded.problems
    assert (problem.code, problem.line) == ("encoding-bad-bytes", 6)
    assert "0xff" in problem.message


def test_the_line_of_a_bad_byte_counts_every_kind_of_line_end() -> None:
    (problem,) = decode("一二三四五\r\n六\r七\n".encode() + b"\xff", "utf-8").problems
    assert problem.line == 4


def test_the_configured_encoding_is_used() -> None:
    assert decode("ÄÖÜ".encode("cp850"), "cp850") == ("ÄÖÜ", "cp850", ())
    decoded = decode(b"ab\n\x81\xff", "cp932")
    assert decoded.text.startswith("ab\n")
    assert [problem.line for problem in decoded.problems] == [2]


@pytest.mark.parametrize("name", ["klingon", "hex", "rot13", "", "a\0b"])
def test_an_unknown_encoding_is_reported_and_the_file_still_read(name: str) -> None:
    decoded = decode(HANS.encode(), name)
    assert decoded.text == HANS
    assert [problem.code for problem in decoded.problems] == ["encoding-unknown"]


def test_a_nul_in_utf8_stays_where_it_is() -> None:
    assert decode("数据\0库\n".encode()) == ("数据\0库\n", "utf-8", ())
    assert decode(b"a\0b\n").text == "a\0b\n"


@given(st.binary(max_size=300))
@example(b"\xff\xfe\x00")
@example(b"\x00" * 7)
@example(b"\xff\xfe\x00\xd8")
@settings(max_examples=300)
def test_any_bytes_become_text_and_decode_again_to_the_same(data: bytes) -> None:
    decoded = decode(data)
    assert "\r" not in decoded.text
    assert not any("\ud800" <= char <= "\udfff" for char in decoded.text)
    assert decode(data, decoded.encoding).text == decoded.text


@given(st.binary(max_size=60), st.sampled_from(["utf-8", "gb18030", "utf-16", "utf-7", "idna", "punycode", "cp932"]))
@settings(max_examples=300)
def test_no_configured_encoding_makes_decoding_raise(data: bytes, encoding: str) -> None:
    decode(data, encoding)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\ufeff\0"), max_size=200))
def test_utf8_is_decoded_exactly(text: str) -> None:
    assert decode(text.encode()).text == text


def test_a_large_file_of_no_encoding_is_decoded_by_a_sample() -> None:
    assert decode(RUSSIAN.encode("cp1251") * 5000).text == RUSSIAN * 5000


@pytest.mark.parametrize(("text", "encoding"), [(RUSSIAN, "cp1251"), (HANS, "gb18030"), (GREEK, "cp1253")])
def test_a_long_line_in_ascii_before_the_first_other_character_does_not_hide_the_encoding(
    text: str, encoding: str
) -> None:
    text = "<div><p>some words</p></div>" * 400 + text.removeprefix("---\n")
    assert decode(text.encode(encoding)).text == text


def test_the_japanese_encoding_of_mail_is_recognised_by_its_escapes() -> None:
    found = decode(JAPANESE.encode("iso2022_jp"))
    assert (found.text, found.encoding, found.problems) == (JAPANESE, "iso2022_jp", ())
    assert decode(b"\x1b$ is no escape").text == "\x1b$ is no escape"
