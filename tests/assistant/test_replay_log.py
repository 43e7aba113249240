"""Old systems' logs come in every shape; whatever comes, messages are found or the reason is told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.assistant import message_log
from luotsi.assistant.message_log import BadLog, HowToRead, MessageLog, read_log

PLAIN = HowToRead()


def read(text: str, how: HowToRead = PLAIN, encoding: str = "utf-8") -> MessageLog:
    return read_log(text.encode(encoding), how)


def told(log: MessageLog) -> dict[str, int]:
    return {message.text: message.people for message in log.messages}


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_separator_in_any_encoding(separator: str, encoding: str) -> None:
    rows = ["aika,viesti,määrä", "1.1.2026,pää särkee,4", "2.1.2026,äiti kaatui,1"]
    log = read("\r\n".join(rows).replace(",", separator), encoding=encoding)
    assert told(log) == {"pää särkee": 4, "äiti kaatui": 1}
    assert (log.column, log.count_column, log.separator) == ("viesti", "määrä", separator)


def test_one_message_a_line_with_commas_and_no_head() -> None:
    log = read("hammas särkee, mitä teen\nmoi\nlasku, apua, tarvitsen apua\n\n")
    assert told(log) == {"hammas särkee, mitä teen": 1, "moi": 1, "lasku, apua, tarvitsen apua": 1}


def test_the_wordiest_column_where_no_name_is_known() -> None:
    log = read("1,A,tarvitsen apua kotiin\n2,B,hammas\n3,A,miten saan lausunnon")
    assert "tarvitsen apua kotiin" in told(log)
    assert log.column == "column 3"
    assert log.rows == 3, "a first row of the same kind is a message too"


def test_the_same_words_are_one_message_of_several_people() -> None:
    log = read("haku\nHammas  särkee\nhammas särkee\nHAMMAS SÄRKEE\npolvi")
    assert told(log) == {"Hammas särkee": 3, "polvi": 1}
    assert log.people == 4


def test_counts_as_people_write_them() -> None:
    log = read("hakusana;kpl\nhammas;1 200\npolvi;2.500\nselkä;3,0\nkorva;paljon\nnenä;0\nsilmä;-3")
    assert told(log) == {"polvi": 2500, "hammas": 1200, "selkä": 3, "korva": 1, "silmä": 1}
    assert (log.unread_counts, log.blank) == (2, 1)


def test_quotes_with_line_breaks_belong_to_one_message() -> None:
    log = read('aika,kysymys\n1.1.,"moi, ""hei""\nkaksi riviä"\n2.1.,toinen\n')
    assert told(log) == {'moi, "hei" kaksi riviä': 1, "toinen": 1}


def test_a_quotation_mark_never_closed_swallows_nothing() -> None:
    rows = "".join(f"{number},viesti {number % 150} tässä\n" for number in range(300))
    log = read('nro,teksti\n0,"auki jäi\n' + rows)
    assert log.rows == 301


def test_named_and_numbered_columns() -> None:
    text = "a;b;c\nyksi sana;toinen sana;7\nkolmas;neljäs;8"
    assert told(read(text, HowToRead(column="b", count_column="c"))) == {"neljäs": 8, "toinen sana": 7}
    assert "kolmas" in told(read(text, HowToRead(column="1")))
    with pytest.raises(BadLog, match="no column 'd'"):
        read(text, HowToRead(column="d"))
    with pytest.raises(BadLog, match="no column 9"):
        read(text, HowToRead(column="9"))


def test_what_is_no_log_is_told_in_words() -> None:
    for raw in (b"", b"\n\n", b"   \r\n"):
        with pytest.raises(BadLog, match="empty"):
            read_log(raw, PLAIN)
    with pytest.raises(BadLog, match="no text file"):
        read_log(bytes(range(32)) * 100, PLAIN)
    with pytest.raises(BadLog, match="No row has a message"):
        read("viesti;määrä\n;3\n;4")


def test_a_large_log_is_read_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message_log, "MOST_ROWS", 3)
    with pytest.raises(BadLog, match="--large"):
        read("a1\nb2\nc3\nd4")
    assert read("a1\nb2\nc3\nd4", HowToRead(is_large=True)).rows == 4
    monkeypatch.setattr(message_log, "LARGEST", 10)
    with pytest.raises(BadLog, match="0 MB"):
        read("hammas särkee kovasti")


def test_identities_are_masked_where_they_are_read_and_nowhere_kept() -> None:
    canaries = ["131052-308T", "040 123 4567", "matti.meikalainen@example.org"]
    rows = [f"olen {canary} ja hammas särkee" for canary in canaries]
    log = read("viesti\n" + "\n".join(rows))
    assert not any(canary in repr(log) for canary in canaries)
    assert log.masked == 3
    headless = read("131052-308T on tunnukseni;moi\nhammas;särkee kovasti\n")
    assert "131052" not in repr(headless)
    with pytest.raises(BadLog) as error:
        read("olen 131052-308T;b\n1;2", HowToRead(column="viesti"))
    assert "131052" not in str(error.value)


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=400) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_nonsense_is_read_or_refused_and_never_crashes(raw: bytes) -> None:
    try:
        log = read_log(raw, PLAIN)
    except BadLog:
        return
    assert log.people >= log.rows > 0
    assert all(message.text.strip() for message in log.messages)


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet=';,\t|"\n a1ä', max_size=200))
def test_separators_and_quotes_in_any_order(text: str) -> None:
    try:
        read(text)
    except BadLog as error:
        assert str(error)
