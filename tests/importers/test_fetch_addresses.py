"""Which addresses are fetched from: none that leads to this machine or a private network, however it is spelt."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.importers.fetch import fetch
from episodes.importers.fetch_addresses import read_address
from episodes.importers.public_addresses import why_not_public
from episodes.importers.report import ImportRefused

#: What the names of the tests lead to.
NAMES = {
    "public.example": ["93.184.215.14"],
    "loopback.example": ["127.0.0.1"],
    "loopback-six.example": ["::1"],
    "private.example": ["192.168.1.10"],
    "metadata.example": ["169.254.169.254"],
    "both.example": ["93.184.215.14", "10.0.0.5"],
    "both-six.example": ["2606:2800:220:1::1", "fd00::1"],
    "mapped.example": ["::ffff:10.0.0.1"],
    "scoped.example": ["fe80::1%2"],
}
HOSTILE = """
http://127.0.0.1/              http://127.0.0.1:80/          http://127.1/                 http://127.0.1/
http://127.255.255.254/        http://2130706433/            http://0x7f000001/            http://0x7f.1/
http://0x7f.0.0.1/             http://0177.0.0.1/            http://017700000001/          http://127.0.0.1./
http://127.0.0.01/             http://127.0.0.256/           http://0/                     http://0.0.0.0/
http://0.1.2.3/                http://10.0.0.1/              http://10.255.255.255/        http://172.16.0.1/
http://172.31.255.255/         http://192.168.0.1/           http://192.168.255.255/       http://100.64.0.1/
http://100.100.100.200/        http://169.254.169.254/       http://169.254.170.2/         http://168.63.129.16/
http://192.0.0.192/            http://192.0.2.1/             http://198.18.0.1/            http://198.19.255.255/
http://198.51.100.7/           http://203.0.113.7/           http://192.88.99.1/           http://224.0.0.1/
http://239.255.255.250/        http://240.0.0.1/             http://255.255.255.255/       http://[::]/
http://[::1]/                  http://[0:0:0:0:0:0:0:1]/     http://[::ffff:127.0.0.1]/    http://[::ffff:7f00:1]/
http://[::127.0.0.1]/          http://[::ffff:0:127.0.0.1]/  http://[64:ff9b::7f00:1]/     http://[64:ff9b:1::a00:1]/
http://[2002:7f00:1::]/        http://[2001:0:53aa:64c::1]/  http://[2001:db8::1]/         http://[3fff::1]/
http://[2001:2::1]/            http://[2001:20::1]/          http://[fc00::1]/             http://[fd00:ec2::254]/
http://[fe80::1]/              http://[fe80::1%25eth0]/      http://[fec0::1]/             http://[ff02::1]/
http://[100::1]/               http://[5f00::1]/             http://[4000::1]/             http://[127.0.0.1]/
http://[::1                    http://localhost/             http://LocalHost./            http://localhost:8080/
http://a.localhost/            http://localhost.localdomain/ http://printer.local/         http://intranet/
http://router.lan/             http://nas.home.arpa/         http://metadata.google.internal/ http://x.onion/
http://loopback.example/       http://loopback-six.example/  http://private.example/       http://metadata.example/
http://both.example/           http://both-six.example/      http://mapped.example/        http://scoped.example/
http://public.example@127.0.0.1/ http://127.0.0.1@public.example/ http://a:b@public.example/ http://@public.example/
http://public.example\\@127.0.0.1/ http://127.0.0.1\\.public.example/ http://127.0.0.1%2f.public.example/
http://127。0。0。1/            http://１２７.0.0.1/           http://①②⑦.⓪.⓪.①/             http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/
http://public.example:22/      http://public.example:25/     http://public.example:6379/   http://public.example:0/
http://public.example:65536/   http://public.example:x/      http://public.example:-80/    http://public..example/
http://-public.example/        http://pub%6cic.example/      http://public.example:80:80/  http:///path
http:public.example            http:/public.example          https://                      //public.example/
ftp://public.example/          file:///etc/passwd            gopher://127.0.0.1:6379/_x    javascript:alert(1)
data:text/xml,<rss/>           feed://public.example/        unix:/run/docker.sock         public.example/feed.xml
/etc/passwd                    http://nowhere.example/       http://*.example/             http://a_b/
""".split()  # noqa: SIM905 - as a table it can be read
HOSTILE += ["", " ", "http://", "http://a b/", "http://public.example/\r\nHost: x", "http://public.example\t/", "\0"]
HOSTILE += ["http://public.example/\x00", "http://" + "a" * 300 + ".example/", "http://public.example/" + "a" * 9_000]


@pytest.fixture
def connected(monkeypatch):
    """Names lead where ``NAMES`` says, and no connection is made: the list of those that were tried."""
    tried = []

    def look_up(host, port, *_options, **_more):
        try:
            return plain(host, port, 0, socket.SOCK_STREAM, 0, socket.AI_NUMERICHOST)
        except socket.gaierror:
            found = NAMES.get(host)
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [(socket.AF_INET6 if ":" in ip else socket.AF_INET, 1, 6, "", (ip, port)) for ip in found]

    def connect(address, *_options, **_more):
        tried.append(address)
        raise ConnectionRefusedError

    plain = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
    return tried


def test_there_are_enough_of_them():
    assert len(set(HOSTILE)) == len(HOSTILE) >= 60


@pytest.mark.parametrize("url", HOSTILE, ids=lambda url: ascii(url[:40]))
def test_hostile_addresses_are_refused_with_one_sentence(connected, url):
    with pytest.raises(ImportRefused) as refused:
        fetch(url, allow=[])
    sentence = str(refused.value)
    assert connected == []
    assert sentence.endswith(".") and "\n" not in sentence and len(sentence) < 250
    assert "Errno" not in sentence and "Error" not in sentence


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("http://public.example", ("93.184.215.14", 80)),
        ("HTTPS://Public.EXAMPLE./feed.xml", ("93.184.215.14", 443)),
        ("  https://public.example:8443/?a=b#c ", ("93.184.215.14", 8443)),
        ("http://ｐｕｂｌｉｃ.example/", ("93.184.215.14", 80)),
        ("http://93.184.215.14/", ("93.184.215.14", 80)),
        ("http://[2606:2800:220:1::1]:8080/", ("2606:2800:220:1::1", 8080)),
    ],
)
def test_public_addresses_are_connected_to(connected, url, place):
    with pytest.raises(ImportRefused, match="can't be reached"):
        fetch(url, allow=[])
    assert connected == [place]


def test_a_sentence_names_the_host_and_why(connected):
    sentences = {
        "http://private.example/": "private.example can't be fetched from: its address is private.",
        "http://[::1]/": "[::1] can't be fetched from: its address means this machine.",
        "http://metadata.example/": "metadata.example can't be fetched from: its address is local to a link.",
        "http://localhost/": "localhost can't be fetched from: its name is not a public one.",
        "http://public.example:22/": "public.example can't be fetched from: its port 22 is not one of the web "
        "(80, 443, 8080, 8443).",
        "http://me:secret@public.example/": "public.example can't be fetched from: an address must not hold a name or "
        "a password.",
        "http://nowhere.example/": "nowhere.example can't be found: no such host is known.",
        "ftp://public.example/x": "Only addresses that begin with http:// or https:// are fetched, and this begins "
        "with “ftp://public”.",
    }
    for url, sentence in sentences.items():
        with pytest.raises(ImportRefused) as refused:
            fetch(url, allow=[])
        assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("allow", "url", "is_let"),
    [
        (["127.0.0.1"], "http://127.0.0.1/", True),
        (["127.0.0.1"], "http://127.0.0.1:8080/", True),
        (["127.0.0.1"], "http://127.0.0.1:6379/", False),
        (["127.0.0.1:6379"], "http://127.0.0.1:6379/", True),
        (["127.0.0.1:6379"], "http://127.0.0.1/", False),
        (["127.0.0.1"], "http://127.0.0.2/", False),
        (["127.0.0.1"], "http://loopback.example/", False),
        (["loopback.example"], "http://loopback.example/", True),
        (["loopback.example:80"], "http://loopback.example/", True),
        (["loopback.example"], "http://127.0.0.1/", False),
        (["localhost"], "http://a.localhost/", False),
        (["[::1]"], "http://[0:0::1]/", True),
        (["public.example:9000"], "http://public.example:9000/", True),
    ],
)
def test_the_operator_allows_hosts_by_name(connected, settings, allow, url, is_let):
    settings.FETCH_ALLOWED_HOSTS = allow
    with pytest.raises(ImportRefused):
        fetch(url)
    assert bool(connected) == is_let


def test_a_host_is_looked_up_once_so_it_cannot_change_its_address_after_the_check(connected, monkeypatch):
    """DNS rebinding: public for whoever checks, this machine for whoever connects."""
    answers = iter(["93.184.215.14", "127.0.0.1", "127.0.0.1"])
    usual = socket.getaddrinfo

    def turn(host, port, *options, **more):
        if host == "turning.example":
            host = next(answers)
        return usual(host, port, *options, **more)

    monkeypatch.setattr(socket, "getaddrinfo", turn)
    with pytest.raises(ImportRefused, match=r"turning.example can't be reached"):
        fetch("http://turning.example/", allow=[])
    assert connected == [("93.184.215.14", 80)]
    with pytest.raises(ImportRefused, match="its address means this machine"):
        fetch("http://turning.example/", allow=[])
    assert len(connected) == 1


def test_the_address_is_checked_again_where_it_is_connected_to(connected, monkeypatch):
    monkeypatch.setattr("episodes.importers.fetch_connection.why_not_public", lambda ip: "")
    for url in ("http://loopback.example/", "http://10.0.0.1/", "https://metadata.example/", "http://[fd00::1]/"):
        with pytest.raises(ImportRefused):
            fetch(url, allow=[])
    assert connected == []


@pytest.mark.parametrize(
    "ip", ["8.8.8.8", "93.184.215.14", "100.128.0.1", "172.32.0.1", "2606:4700::1", "2a00:1450::1"]
)
def test_public_addresses(ip):
    assert why_not_public(ip) == ""


@given(st.ip_addresses(network="127.0.0.0/8") | st.ip_addresses(network="fc00::/7") | st.ip_addresses(network="::/8"))
def test_no_address_of_this_machine_or_a_private_network_is_public(ip):
    assert why_not_public(str(ip))


@given(st.text(max_size=40) | st.text(alphabet="htps:/@[]\\.%0x127localhost#?", max_size=30).map("http://{}".format))
def test_reading_raises_nothing_but_refusals(text):
    try:
        address = read_address(text)
    except ImportRefused:
        return
    assert read_address(address.url) == address
