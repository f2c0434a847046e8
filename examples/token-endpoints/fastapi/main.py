"""A token endpoint for embed-host: `GET /api/wisdom-token` answers {"token", "expires_in"} to whoever is signed in."""

import asyncio
import base64
import hashlib
import hmac
import json
import logging
import os
import random
import time

import httpx
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

WISDOM_ORIGIN = os.environ["WISDOM_ORIGIN"]
WISDOM_ACCESS_KEY = os.environ["WISDOM_ACCESS_KEY"]
SESSION_SECRET = os.environ["SESSION_SECRET"]

MUTATION = """mutation ImpersonateUser($accessToken: String!, $userEmail: String!) {
  impersonateUser(accessToken: $accessToken, userEmail: $userEmail)
}"""

# In seconds. The page waits ten seconds for its token: this leaves it the time to ask again.
TIMEOUT = 4

log = logging.getLogger("uvicorn.error")
app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

# Redirects are not followed, so the access key goes to no other address.
wisdom = httpx.AsyncClient(base_url=WISDOM_ORIGIN, timeout=TIMEOUT, follow_redirects=False)


def signed_in_user(request: Request) -> str | None:
    """The email address of whoever is signed in. Put your app's own session check here.

    This one reads a cookie that your sign-in sets, `<address>.<end in Unix seconds>.<signature>`: the signature is the
    HMAC-SHA256 of what stands before it, and both it and the address are in base64url. Set the cookie with HttpOnly, Secure
    and SameSite=Strict.
    """
    signed, _, signature = request.cookies.get("session", "").rpartition(".")
    expected = hmac.new(SESSION_SECRET.encode(), signed.encode(), hashlib.sha256).digest()
    if not hmac.compare_digest(signature.encode(), base64.urlsafe_b64encode(expected).rstrip(b"=")):
        return None
    user, _, end = signed.partition(".")
    return decode(user).decode() if int(end) > time.time() else None


class MintError(Exception):
    """Why there is no token. WisdomAI's own words are not in here: they may hold a token."""

    def __init__(self, message: str, *, transient: bool) -> None:
        super().__init__(message)
        self.transient = transient


async def mint(user_email: str) -> str:
    """A new token for a user whom WisdomAI knows."""
    answer = await ask_wisdom({"accessToken": WISDOM_ACCESS_KEY, "userEmail": user_email})
    if answer.status_code == 429 or answer.status_code >= 500:
        raise MintError(f"WisdomAI answered with status {answer.status_code}", transient=True)
    try:
        token = answer.json()["data"]["impersonateUser"]
    except (ValueError, KeyError, TypeError):
        token = None
    if answer.status_code == 200 and isinstance(token, str):
        return token
    raise MintError("WisdomAI refused: is the access key valid, and does the user exist?", transient=False)


async def ask_wisdom(variables: dict) -> httpx.Response:
    request = wisdom.post("/graphql", json={"query": MUTATION, "variables": variables})
    try:
        # The client's own timeout is for one step of the request, this one for all of it.
        return await asyncio.wait_for(request, TIMEOUT)
    except (httpx.HTTPError, asyncio.TimeoutError) as error:
        raise MintError(f"WisdomAI could not be reached: {type(error).__name__}", transient=True) from None


def lifetime(token: str) -> int | None:
    """How long the token lives, in seconds, if it says so."""
    try:
        claims = json.loads(decode(token.split(".")[1]))
        return claims["exp"] - claims["iat"]
    except (ValueError, IndexError, KeyError, TypeError):
        return None


def decode(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def answer_with(status: int, content: dict, headers: dict | None = None) -> JSONResponse:
    return JSONResponse(content, status, {"Cache-Control": "no-store", **(headers or {})})


@app.get("/api/wisdom-token")
async def wisdom_token(request: Request) -> JSONResponse:
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return answer_with(403, {"error": "only for pages of this origin"})
    user = signed_in_user(request)
    if user is None:
        return answer_with(401, {"error": "not signed in"})
    try:
        token = await mint(user)
    except MintError as error:
        log.error("%s", error)
        if not error.transient:
            return answer_with(502, {"error": "no token"})
        # At random, so that pages which failed together do not come back together.
        return answer_with(503, {"error": "try again"}, {"Retry-After": str(random.randint(2, 5))})
    seconds = lifetime(token)
    return answer_with(200, {"token": token} if seconds is None else {"token": token, "expires_in": seconds})


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ.get("PORT", "3000")))
