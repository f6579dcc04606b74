"""Tokens at rest are ciphertext; the key comes from the environment and never meets the database."""

from cryptography.fernet import Fernet, InvalidToken


class WrongKey(Exception):
    """TOKEN_KEY is missing or is not the one the tokens were encrypted with."""


class Vault:
    """Encrypts and decrypts tokens."""

    def __init__(self, key: str) -> None:
        try:
            self._fernet = Fernet(key.encode())
        except ValueError as error:
            raise WrongKey("TOKEN_KEY must be 32 bytes in url-safe base64; make one: python -m bot key") from error

    def lock(self, token: str) -> bytes:
        """The token as ciphertext."""
        return self._fernet.encrypt(token.encode())

    def open(self, ciphertext: bytes) -> str:
        """The token.

        Raises:
            WrongKey: it was locked with another key.
        """
        try:
            return self._fernet.decrypt(bytes(ciphertext)).decode()
        except InvalidToken as error:
            raise WrongKey("TOKEN_KEY is not the key these tokens were encrypted with.") from error

    def lock_anew(self, ciphertext: bytes, old: "Vault") -> bytes:
        """What `old` locked, locked with this key; what this key opens already stays as it is (a second run).

        Raises:
            WrongKey: neither opens it.
        """
        try:
            self.open(ciphertext)
        except WrongKey:
            return self.lock(old.open(ciphertext))
        return ciphertext


def new_key() -> str:
    """A fresh key for TOKEN_KEY."""
    return Fernet.generate_key().decode()
