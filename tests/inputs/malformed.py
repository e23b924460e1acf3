"""What is no HTTP, and what two servers might cut into requests in different ways."""

from tests.inputs.cases import CLOSE, HOST, ITEMS, MARKER, Case, head, malformed, raw

GET = b"GET " + ITEMS + b" HTTP/1.1\r\n"
CHUNKED = b"Transfer-Encoding: chunked"
SMUGGLED = b"0\r\n\r\nGET /" + MARKER + b" HTTP/1.1\r\nHost: x\r\n\r\n"


def chunks(name: str, body: bytes, *others: int) -> Case:
    return raw(name, body, CHUNKED, others=others)


REQUEST_LINES = [
    # These two llhttp takes, the first for HTTP/0.9: they are answered as what they mean.
    malformed("no version", b"GET /nowhere\r\n\r\n", 404),
    malformed("two spaces", b"GET  /nowhere  HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n", 404),
    malformed("tabs", b"GET\t" + ITEMS + b"\tHTTP/1.1\r\n" + HOST + b"\r\n"),
    malformed("HTTP 1.2", b"GET " + ITEMS + b" HTTP/1.2\r\n" + HOST + b"\r\n"),
    malformed("HTTP 3.0", b"GET " + ITEMS + b" HTTP/3.0\r\n" + HOST + b"\r\n"),
    malformed("HTTP 11", b"GET " + ITEMS + b" HTTP/11\r\n" + HOST + b"\r\n"),
    malformed("http in small letters", b"GET " + ITEMS + b" http/1.1\r\n" + HOST + b"\r\n"),
    malformed("HTTP 2 preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    malformed("unknown method", b"FOO " + ITEMS + b" HTTP/1.1\r\n" + HOST + b"\r\n"),
    malformed("small method", b"get " + ITEMS + b" HTTP/1.1\r\n" + HOST + b"\r\n"),
    malformed("method of 10 kB", b"A" * 10_000 + b" / HTTP/1.1\r\n" + HOST + b"\r\n"),
    malformed("CONNECT to a host", b"CONNECT example.com:443 HTTP/1.1\r\n" + HOST + b"\r\n"),
    malformed("no slash", b"GET api HTTP/1.1\r\n" + HOST + b"\r\n"),
    malformed("query alone", b"GET ?a=b HTTP/1.1\r\n" + HOST + b"\r\n"),
    malformed("authority without a name", b"GET http:///api HTTP/1.1\r\n" + HOST + b"\r\n"),
    malformed("raw UTF-8 in the path", b"GET /\xc3\xa9 HTTP/1.1\r\n" + HOST + b"\r\n"),
    malformed("raw 0xFF in the path", b"GET /\xff HTTP/1.1\r\n" + HOST + b"\r\n"),
    malformed("raw NUL in the path", b"GET /\0 HTTP/1.1\r\n" + HOST + b"\r\n"),
    malformed("TLS hello", bytes.fromhex("16030100a5010000a10303") + bytes(100)),
    malformed("SSH hello", b"SSH-2.0-OpenSSH_9.9\r\n"),
    malformed("every byte", bytes(range(256))),
    malformed("blank lines", b"\r\n" * 1000, may_wait=True),
    malformed("half a line", b"GET " + ITEMS, may_wait=True),
    malformed("half a head", GET + HOST, may_wait=True),
]

HEADERS = [
    malformed("bare LF", b"GET " + ITEMS + b" HTTP/1.1\nHost: x\n\n"),
    malformed("bare CR", b"GET " + ITEMS + b" HTTP/1.1\rHost: x\r\r"),
    malformed("folded header", GET + HOST + b"X-A: b\r\n c\r\n\r\n"),
    malformed("space before the colon", GET + b"Host : x\r\n\r\n"),
    malformed("no colon", GET + HOST + MARKER + b"\r\n\r\n"),
    malformed("no name", GET + HOST + b": " + MARKER + b"\r\n\r\n"),
    malformed("name with brackets", GET + HOST + b"X(A): b\r\n\r\n"),
    malformed("name with a blank", GET + HOST + b"X A: b\r\n\r\n"),
    malformed("NUL in a header", GET + HOST + b"X-A: b\0" + MARKER + b"\r\n\r\n"),
    malformed("control character in a header", GET + HOST + b"X-A: b\x01\r\n\r\n"),
    malformed("DEL in a header", GET + HOST + b"X-A: b\x7f\r\n\r\n"),
    malformed("headers without end", GET + HOST + b"a:b\r\n" * 200_000, 431, may_wait=True),
    malformed("header name of 1 MB", GET + b"x" * 1_000_000, 431, may_wait=True),
]

HOSTS = [
    malformed("no host", GET + CLOSE + b"\r\n"),
    malformed("two hosts", GET + HOST + HOST + CLOSE + b"\r\n"),
    malformed("host with a path", GET + b"Host: " + MARKER + b"/a\r\n" + CLOSE + b"\r\n"),
    malformed("host with a user", GET + b"Host: a@" + MARKER + b"\r\n" + CLOSE + b"\r\n"),
    malformed("host with a port in words", GET + b"Host: a:" + MARKER + b"\r\n" + CLOSE + b"\r\n"),
]

LENGTHS = [
    raw("two lengths", b"{}", b"Content-Length: 1", b"Content-Length: 2"),
    raw("the same length twice", b"{}", b"Content-Length: 2", b"Content-Length: 2"),
    raw("list of lengths", b"{}", b"Content-Length: 2, 2"),
    raw("negative length", b"{}", b"Content-Length: -1"),
    raw("length with a plus", b"{}", b"Content-Length: +2"),
    raw("hexadecimal length", b"{}", b"Content-Length: 0x2"),
    raw("length of 23 digits", b"{}", b"Content-Length: " + b"9" * 23),
    raw("empty length", b"{}", b"Content-Length: "),
    raw("length in words", b"{}", b"Content-Length: " + MARKER),
]

SMUGGLING = [
    raw("length and chunks", SMUGGLED, b"Content-Length: %d" % len(SMUGGLED), CHUNKED),
    raw("chunks and length", SMUGGLED, CHUNKED, b"Content-Length: %d" % len(SMUGGLED)),
    raw("two encodings", SMUGGLED, CHUNKED, b"Transfer-Encoding: identity"),
    raw("unknown encoding", SMUGGLED, b"Transfer-Encoding: xchunked"),
    raw("chunked is not the last", SMUGGLED, b"Transfer-Encoding: chunked, gzip"),
    raw("blank before the colon", SMUGGLED, b"Transfer-Encoding : chunked"),
    raw("quoted encoding", SMUGGLED, b'Transfer-Encoding: "chunked"'),
    raw("vertical tab", SMUGGLED, b"Transfer-Encoding: \x0bchunked"),
    raw("encoding before chunked", SMUGGLED, b"Transfer-Encoding: gzip, chunked"),
    # The body is read as chunks and is no JSON: nothing is left over for a second request.
    malformed(
        "chunks in HTTP 1.0",
        head(b"POST", ITEMS, b"Content-Type: application/json", CHUNKED).replace(b"1.1", b"1.0") + b"\r\n0\r\n\r\n",
        422,
    ),
]

CHUNKS = [
    chunks("chunk size in words", b"ZZ\r\n{}\r\n0\r\n\r\n"),
    chunks("negative chunk", b"-2\r\n{}\r\n0\r\n\r\n"),
    chunks("chunk with a prefix", b"0x2\r\n{}\r\n0\r\n\r\n"),
    chunks("chunk beyond 64 bits", b"f" * 18 + b"\r\n{}\r\n0\r\n\r\n"),
    chunks("chunk size with blanks", b" 2 \r\n{}\r\n0\r\n\r\n"),
    chunks("no chunk size", b"\r\n{}\r\n0\r\n\r\n"),
    chunks("chunks with bare LF", b"2\n{}\n0\n\n"),
    chunks("longer than its chunk", b"1\r\n{}\r\n0\r\n\r\n"),
    chunks("length in a trailer", b"2\r\n{}\r\n0\r\nContent-Length: 5\r\n\r\n"),
    chunks("extension with LF", b"2;a\nb\r\n{}\r\n0\r\n\r\n"),
]

CASES = [*REQUEST_LINES, *HEADERS, *HOSTS, *LENGTHS, *SMUGGLING, *CHUNKS]
