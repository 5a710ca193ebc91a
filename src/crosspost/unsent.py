"""What surely never arrived: errors of HTTP libraries that are raised before a request is sent.

One table for every channel, whichever library its SDK stands on: no name, no connection, no proxy,
a certificate that is wrong. All else that ends without an answer may have arrived.
"""

import httpx
import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError, ProxyError

BEFORE_SENDING = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    requests.ConnectTimeout,
    requests.exceptions.ProxyError,
    ConnectTimeoutError,
    NewConnectionError,
    ProxyError,
)


def surely_unsent(error: BaseException | None) -> bool:
    """Whether the request that ended in *error* stayed here.

    >>> surely_unsent(httpx.ProxyError("407 代理要求验证 🎉")), surely_unsent(httpx.ReadTimeout(""))
    (True, False)
    >>> surely_unsent(requests.ConnectionError(MaxRetryError(None, "/", ProxyError("", OSError()))))
    True
    """
    if isinstance(error, BEFORE_SENDING):
        return True
    cause = error.args[0] if error and error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(reason, BEFORE_SENDING) or "CERTIFICATE_VERIFY_FAILED" in str(reason)
