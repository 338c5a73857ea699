"""What MDN's HTTP Observatory makes of an answer: its table of findings and points, and which finding applies.

Source of the points and of what they are given for: the scoring of MDN HTTP Observatory, as it is published at
https://developer.mozilla.org/en-US/observatory/docs/tests_and_scoring. What takes a scan of the world (whether a host
is in the browsers' HSTS list, whether its certificate is valid) is taken as the site's own headers can bring it about.
"""

START, LEAST_FOR_BONUS = 100, 90
POINTS = {
    "csp-none-by-default": 10,
    "csp-no-unsafe": 5,
    "csp-unsafe-style": 0,
    "csp-insecure-passive": -10,
    "csp-unsafe-eval": -10,
    "csp-unsafe-inline": -20,
    "csp-insecure": -20,
    "csp-missing": -25,
    "cookies-secure-httponly-samesite": 5,
    "cookies-secure-httponly": 0,
    "cookies-none": 0,
    "cookies-insecure-under-hsts": -5,
    "cookies-session-insecure-under-hsts": -10,
    "cookies-insecure": -20,
    "cookies-samesite-invalid": -20,
    "cookies-csrf-without-samesite": -20,
    "cookies-session-script-readable": -30,
    "cookies-session-insecure": -40,
    "cors-none": 0,
    "cors-public": 0,
    "cors-restricted": 0,
    "cors-universal": -50,
    "redirect-to-https": 0,
    "redirect-off-host": -5,
    "redirect-missing": -20,
    "referrer-private": 5,
    "referrer-missing": 0,
    "referrer-unsafe": -5,
    "hsts-six-months": 0,
    "hsts-short": -10,
    "hsts-missing": -20,
    "sri-all": 5,
    "sri-no-scripts": 0,
    "sri-own-scripts": 0,
    "sri-missing-for-others": -5,
    "nosniff": 0,
    "nosniff-missing": -5,
    "frames-by-csp": 5,
    "frames-by-header": 0,
    "frames-not-refused": -20,
    "corp-same": 10,
    "corp-cross-origin": 0,
    "corp-missing": 0,
    "corp-invalid": -5,
}
BROAD = {"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"}
INLINE = {"'unsafe-inline'", "data:"}
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
SIX_MONTHS = 15_552_000  # seconds, as the Observatory counts them


def score(findings) -> int:
    """Points of findings; a bonus counts only where there are 90 without any."""
    points = [POINTS[finding] for finding in findings]
    least = START + sum(point for point in points if point < 0)
    return max(0, least + sum(point for point in points if point > 0) if least >= LEAST_FOR_BONUS else least)


def findings(response, redirect, page) -> list[str]:
    """One finding of each test. ``redirect`` is the answer to the same address on HTTP, ``page`` is what was read."""
    headers = response.headers
    return [
        _policy(directives(headers)),
        _cookies(response.cookies.values(), _hsts(headers) == "hsts-six-months"),
        _cors(headers),
        _redirect(redirect),
        _referrer(headers),
        _hsts(headers),
        _scripts(page),
        "nosniff" if headers.get("X-Content-Type-Options", "").lower() == "nosniff" else "nosniff-missing",
        _frames(headers),
        _corp(headers),
    ]


def directives(headers) -> dict:
    """``{directive: {source}}`` of the policy that a browser holds itself to."""
    parts = (part.split() for part in headers.get("Content-Security-Policy", "").split(";"))
    return {name.lower(): set(sources) for name, *sources in filter(None, parts)}


def _policy(policy):
    if not policy:
        return "csp-missing"
    default = policy.get("default-src", {"*"})
    scripts, styles, objects = (policy.get(f"{name}-src", default) for name in ("script", "style", "object"))
    passive = policy.get("img-src", default) | policy.get("media-src", default)
    active = set().union(*(found for name, found in policy.items() if name not in ("img-src", "media-src")))
    checks = [
        (scripts & (BROAD | INLINE) or objects & BROAD, "csp-unsafe-inline"),
        (any(source.startswith(("http:", "ftp:")) for source in active), "csp-insecure"),
        ("'unsafe-eval'" in scripts | styles, "csp-unsafe-eval"),
        (any(source.startswith(("http:", "ftp:")) for source in passive), "csp-insecure-passive"),
        (styles & (BROAD | INLINE), "csp-unsafe-style"),
        (default == {"'none'"}, "csp-none-by-default"),
    ]
    return next((finding for applies, finding in checks if applies), "csp-no-unsafe")


def _cookies(cookies, has_hsts):
    cookies = list(cookies)
    if not cookies:
        return "cookies-none"
    worst = [
        finding
        for cookie in cookies
        for applies, finding in [
            (not cookie["secure"], "cookies-insecure-under-hsts" if has_hsts else "cookies-insecure"),
            (cookie["samesite"].lower() not in ("", "lax", "strict", "none"), "cookies-samesite-invalid"),
            (cookie["samesite"].lower() == "none" and not cookie["secure"], "cookies-samesite-invalid"),
            ("csrf" in cookie.key.lower() and not cookie["samesite"], "cookies-csrf-without-samesite"),
            (
                _is_session(cookie) and not cookie["secure"],
                "cookies-session-insecure-under-hsts" if has_hsts else "cookies-session-insecure",
            ),
            (_is_session(cookie) and not cookie["httponly"], "cookies-session-script-readable"),
        ]
        if applies
    ]
    if worst:
        return min(worst, key=POINTS.get)
    is_complete = all(cookie["samesite"] for cookie in cookies)
    return "cookies-secure-httponly-samesite" if is_complete else "cookies-secure-httponly"


def _is_session(cookie):
    return any(part in cookie.key.lower() for part in ("login", "sess"))


def _cors(headers):
    allowed = headers.get("Access-Control-Allow-Origin")
    if not allowed:
        return "cors-none"
    if allowed != "*" and headers.get("Access-Control-Allow-Credentials", "").lower() == "true":
        return "cors-universal"
    return "cors-public" if allowed == "*" else "cors-restricted"


def _redirect(redirect):
    scheme, _colon, rest = redirect.headers.get("Location", "").partition("://")
    if redirect.status_code not in (301, 302, 307, 308) or scheme != "https":
        return "redirect-missing"
    host = redirect.wsgi_request.META["SERVER_NAME"]
    return "redirect-to-https" if rest.partition("/")[0] == host else "redirect-off-host"


def _referrer(headers):
    names = [name.strip().lower() for name in headers.get("Referrer-Policy", "").split(",") if name.strip()]
    if not names:
        return "referrer-missing"
    return "referrer-private" if names[-1] in PRIVATE else "referrer-unsafe"


def _hsts(headers):
    ages = [part.strip()[8:] for part in headers.get("Strict-Transport-Security", "").lower().split(";")]
    ages = [int(age) for age in ages if age.isdecimal()]
    if not ages:
        return "hsts-missing"
    return "hsts-six-months" if ages[0] >= SIX_MONTHS else "hsts-short"


def _scripts(page):
    scripts = [script for script in page.all("script") if script.attrs.get("src")]
    if not page.all("script"):
        return "sri-no-scripts"
    if any("//" in script.attrs["src"] and not script.attrs.get("integrity") for script in scripts):
        return "sri-missing-for-others"
    return "sri-all" if any(script.attrs.get("integrity") for script in scripts) else "sri-own-scripts"


def _frames(headers):
    if "frame-ancestors" in directives(headers):
        return "frames-by-csp"
    by_header = headers.get("X-Frame-Options", "").lower() in ("deny", "sameorigin")
    return "frames-by-header" if by_header else "frames-not-refused"


def _corp(headers):
    policy = headers.get("Cross-Origin-Resource-Policy")
    if not policy:
        return "corp-missing"
    named = {"same-origin": "corp-same", "same-site": "corp-same", "cross-origin": "corp-cross-origin"}
    return named.get(policy.lower(), "corp-invalid")
