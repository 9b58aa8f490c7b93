"""Errors over HTTP: every refusal is one problem+json document (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from engines.common.errors import Conflict, Denied, EngineError, Exhausted, NotFound, Rejected
from engines.common.wording import where_and_why

STATUS_OF: tuple[tuple[type[EngineError], int], ...] = (
    (NotFound, 404),
    (Conflict, 409),
    (Denied, 403),
    (Rejected, 422),
    (Exhausted, 429),
)


class Problem(Exception):
    """A request is refused with this status; `facts` become members of the document."""

    def __init__(self, status: int, detail: str, **facts: object) -> None:
        super().__init__(status, detail, facts)
        self.status = status
        self.detail = detail
        self.facts = facts

    def __str__(self) -> str:
        return self.detail


def problem_response(status: int, detail: str, **facts: object) -> JSONResponse:
    """The document itself: `title` is the status in words, `detail` says what is wrong and what to do."""
    body = {"title": HTTPStatus(status).phrase.lower(), "status": status, "detail": detail, **facts}
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def install(app: FastAPI) -> None:
    """Make `app` answer every refusal with a problem document."""
    app.exception_handler(Problem)(_on_problem)
    app.exception_handler(EngineError)(_on_engine_error)
    app.exception_handler(RequestValidationError)(_on_unreadable)
    app.exception_handler(HTTPException)(_on_http)
    app.exception_handler(Exception)(_on_fault)


def _on_problem(_request: Request, error: Problem) -> JSONResponse:
    return problem_response(error.status, error.detail, **error.facts)


def _on_engine_error(_request: Request, error: EngineError) -> JSONResponse:
    status = next((status for kind, status in STATUS_OF if isinstance(error, kind)), 400)
    response = problem_response(status, str(error))
    if isinstance(error, Exhausted) and error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _on_unreadable(_request: Request, error: RequestValidationError) -> JSONResponse:
    """Names each place that is wrong, and never repeats what was sent there: it may be a secret."""
    wrong = [dict(zip(("where", "why"), where_and_why(one), strict=True)) for one in error.errors()]
    return problem_response(422, "the request is not as it should be: see what is wrong", wrong=wrong)


def _on_fault(_request: Request, _error: Exception) -> JSONResponse:
    """Says nothing of the error, which the server logs."""
    return problem_response(500, "this should not have happened: look into the log of the service")


def _on_http(_request: Request, error: HTTPException) -> JSONResponse:
    response = problem_response(error.status_code, str(error.detail).lower())
    response.headers.update(error.headers or {})
    return response
