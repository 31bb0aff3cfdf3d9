"""Between the password and the open door: the second factor."""

from typing import Any

from allauth.mfa.stages import AuthenticateStage

from commonground.access.rules import says_second_factor
from commonground.access.sign_in import session as marks


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]  # allauth has no types
    """Asks for ours, unless the city's single sign-on says in its signed token that it asked for one."""

    def handle(self) -> tuple[Any, bool]:
        if says_second_factor(self._claims()):
            marks.stamp(self.request.session, marks.SECOND_FACTOR)
            return None, True
        answer: tuple[Any, bool] = super().handle()
        return answer

    def _claims(self) -> dict[str, Any]:
        """Of the ID token alone: what the user-info page says is nobody's signed word."""
        sociallogin = (self.login.signal_kwargs or {}).get("sociallogin")
        extra = sociallogin.account.extra_data if sociallogin else {}
        claims = extra.get("id_token") if isinstance(extra, dict) else None
        return claims if isinstance(claims, dict) else {}
