"""A webhook that checks the bearer token and the signature, and takes each Idempotency-Key once."""

import hashlib
import hmac

from crosspost.testing.server import Answer, Fake, Request, main

TOKEN, SIGNING_KEY, PATH = "s3cret-of-webhook", "签名-key-🎉", "hooks/T0/s3cret"


class WebhookFake(Fake):
    """One address."""

    NAME = "webhook"

    def answer(self, request: Request) -> Answer:
        signed = hmac.new(SIGNING_KEY.encode(), request.body, hashlib.sha256).hexdigest()
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return self.refusal("401")
        if (
            request.path != f"/{PATH}"
            or request.headers["x-hub-signature-256"] != f"sha256={signed}"
        ):
            return self.refusal("403")
        key = request.headers["idempotency-key"]
        if all(post["id"] != key for post in self.posts):
            said = request.json()
            self.posts.append({"id": key, "text": said["text"], "parent": None, "media": []})
        return Answer({"id": key})


if __name__ == "__main__":
    main(WebhookFake)
