"""What went wrong between us and a mailbox in, one line of plain Chinese with advice out (a `FaultError`)."""

from __future__ import annotations

import ast
import re
import socket
import ssl

from model import FaultError

_THROTTLED = re.compile(r"busy|too many|frequen|limit|exceed|later|unavailable|inuse|temporar", re.IGNORECASE)
_IN_THE_OPEN = re.compile(r"privacyrequired|plaintext auth|encryption (is )?required", re.IGNORECASE)
_GONE = re.compile(r"nonexistent|doesn.t exist|not exist|not found|no such|unknown mailbox|trycreate", re.IGNORECASE)
_OCTETS = re.compile(r"b(?:'.*'|\".*\")", re.DOTALL)
_LONGEST = 200


class FolderFaultError(FaultError):
    """One folder cannot be read; the others can."""


class RenumberedError(FolderFaultError):
    """A folder's UIDs mean something else than a moment ago: what was begun with the old ones is void."""


def is_unsafe_login(error: Exception) -> bool:
    """NetEase's answer to a client that did not say who it is, or that it does not trust."""
    return "unsafe login" in str(error).lower()


def line_fault(error: Exception, place: str) -> FaultError:
    """Return what to say when there was no connection, or it broke; `place` is host:port."""
    if isinstance(error, ssl.SSLCertVerificationError):
        text = f"{place} 的安全证书没有通过验证（{error.verify_message}）。请检查 imap.host、本机时间和系统根证书。"
        return FaultError(text, retry=False)
    if isinstance(error, ssl.SSLError) and "WRONG_VERSION_NUMBER" in str(error):
        return FaultError(f"{place} 不是加密端口。请核对 imap.port 与 imap.security（tls 一般为 993，starttls 为 143）。", retry=False)
    if isinstance(error, socket.gaierror):
        return FaultError(f"找不到主机 {place}。请检查 imap.host 和网络，稍后会自动再试。")
    if isinstance(error, TimeoutError):
        return FaultError(f"{place} 没有应答（超时）。请检查网络，稍后会自动再试。")
    if isinstance(error, ConnectionRefusedError):
        return FaultError(f"{place} 拒绝连接。请检查 imap.host 与 imap.port，稍后会自动再试。")
    return FaultError(f"与 {place} 的连接中断（{words(error)}），稍后会自动再试。")


def login_fault(error: Exception, user: str, secret: str) -> FaultError:
    """Return what to say when the server did not let us in."""
    said = words(error, secret)
    if is_unsafe_login(error):
        return unsafe_fault(said)
    if _IN_THE_OPEN.search(said):
        return FaultError(f"邮箱服务器不允许不加密的登录（{said}）。请把 imap.security 设为 tls 或 starttls。", retry=False)
    if _THROTTLED.search(said):
        return FaultError(f"邮箱服务器暂时不让 {user} 登录（{said}）。不必改动设置，稍后会自动再试。")
    advice = "授权码可能写错、已更换或已过期：请在网页邮箱“设置 → POP3/SMTP/IMAP”确认 IMAP 已开启，重新生成授权码并更新 imap.password"
    return FaultError(f"{user} 登录邮箱失败（{said}）。{advice}（126 邮箱要填授权码，不是网页登录密码）。", retry=False)


def unsafe_fault(said: str) -> FaultError:
    """Return what to say when NetEase holds this login for unsafe."""
    advice = "请用网页登录一次该邮箱，按提示完成安全验证；仍不行时重新生成授权码，或联系 kefu@188.com"
    return FaultError(f"邮箱服务器认为这次登录不安全，不让读信（{said}）。{advice}。", retry=False)


def folder_fault(error: Exception, folder: str) -> FolderFaultError:
    """Return what to say when one folder cannot be opened or read."""
    said = words(error)
    if _GONE.search(said):
        return FolderFaultError(f"邮箱里没有文件夹“{folder}”（{said}）。请核对 imap.folders，写网页上看到的名字。", retry=False)
    return FolderFaultError(f"文件夹“{folder}”打不开（{said}），稍后会自动再试。")


def _decoded(text: str) -> str:
    """Return what a server said where the library shows it as Python writes octets (b'…'); Chinese servers speak UTF-8 or GBK."""
    if not _OCTETS.fullmatch(text):
        return text
    try:
        octets = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text
    return str(octets.decode("utf-8" if _is_utf8(octets) else "gb18030", "replace"))


def _is_utf8(octets: bytes) -> bool:
    try:
        octets.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def words(error: Exception, secret: str = "") -> str:
    """Return the server's own words on one line, short, without the secret (some servers echo the command)."""
    text = _decoded(str(error)) or type(error).__name__
    if secret:
        text = text.replace(secret, "***")
    text = re.sub(r"[\x00-\x1f\x7f]+", " ", text).strip()
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
