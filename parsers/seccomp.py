"""A seccomp filter: the system calls that a reader of strangers' files never needs go in, a small BPF program comes out.

Denied calls fail with EPERM, so that a library may fall back. Source: seccomp(2), linux/bpf_common.h; numbers from the
kernel's tables for x86_64 and the generic table of the newer processors.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
from functools import cache

EPERM, ENOSYS = 1, 38

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # BPF classes with modes
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_CLONE_THREAD = 0x00010000
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_X32 = 0x40000000

_ARCHES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1), "riscv64": (0xC00000F3, 1), "loongarch64": (0xC0000102, 1)}

# name: (x86_64, generic); None where the table has no such call
_DENIED: dict[str, tuple[int | None, int | None]] = {
    # the network and other processes' queues
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201),
    "accept": (43, 202), "accept4": (288, 242), "sendto": (44, 206), "sendmsg": (46, 211), "sendmmsg": (307, 269),
    "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "semget": (64, 190), "semctl": (66, 191), "semop": (65, 193),
    "msgget": (68, 186), "msgsnd": (69, 189), "msgrcv": (70, 188), "msgctl": (71, 187), "mq_open": (240, 180), "mq_unlink": (241, 181),
    # programs and processes
    "execve": (59, 221), "execveat": (322, 281), "fork": (57, None), "vfork": (58, None), "ptrace": (101, 117),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "process_madvise": (440, 440), "process_mrelease": (448, 448),
    "kcmp": (312, 272), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424),
    "tkill": (200, 130), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240), "setsid": (112, 157), "setpgid": (109, 154),
    "setpriority": (141, 140), "ioprio_set": (251, 30), "sched_setparam": (142, 118), "sched_setscheduler": (144, 119),
    "sched_setattr": (314, 274), "sched_setaffinity": (203, 122), "migrate_pages": (256, 238), "move_pages": (279, 239),
    # who we are
    "setuid": (105, 146), "setgid": (106, 144), "setreuid": (113, 145), "setregid": (114, 143), "setresuid": (117, 147),
    "setresgid": (119, 149), "setfsuid": (122, 151), "setfsgid": (123, 152), "setgroups": (116, 159), "capset": (126, 91),
    "personality": (135, 92), "unshare": (272, 97), "setns": (308, 268), "chroot": (161, 51),
    # the file system
    "creat": (85, None), "truncate": (76, 45), "link": (86, None), "linkat": (265, 37), "symlink": (88, None), "symlinkat": (266, 36),
    "unlink": (87, None), "unlinkat": (263, 35), "rename": (82, None), "renameat": (264, 38), "renameat2": (316, 276),
    "mkdir": (83, None), "mkdirat": (258, 34), "rmdir": (84, None), "mknod": (133, None), "mknodat": (259, 33),
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452), "chown": (92, None), "fchown": (93, 55),
    "lchown": (94, None), "fchownat": (260, 54), "utime": (132, None), "utimes": (235, None), "futimesat": (261, None),
    "utimensat": (280, 88), "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7), "removexattr": (197, 14),
    "lremovexattr": (198, 15), "fremovexattr": (199, 16), "setxattrat": (463, 463), "removexattrat": (466, 466),
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "move_mount": (429, 429), "open_tree": (428, 428),
    "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442),
    "quotactl": (179, 60), "swapon": (167, 224), "swapoff": (168, 225), "fanotify_init": (300, 262), "inotify_init1": (294, 26),
    # the kernel itself
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "add_key": (248, 217), "request_key": (249, 218),
    "keyctl": (250, 219), "io_setup": (206, 0), "io_submit": (209, 2), "init_module": (175, 105), "finit_module": (313, 273),
    "delete_module": (176, 106), "kexec_load": (246, 104), "kexec_file_load": (320, 294), "reboot": (169, 142), "acct": (163, 89),
    "syslog": (103, 116), "settimeofday": (164, 170), "clock_settime": (227, 112), "clock_adjtime": (305, 266), "adjtimex": (159, 171),
    "sethostname": (170, 161), "setdomainname": (171, 162), "vhangup": (153, 58), "iopl": (172, None), "ioperm": (173, None),
}  # fmt: skip
# These hold their arguments in memory, which a filter cannot see; ENOSYS makes the C library take the older call.
_UNKNOWN = {"clone3": (435, 435), "openat2": (437, 437), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426)}
_SIGNALS = {"kill": (62, 129), "tgkill": (234, 131)}
_OPENS = {"open": ((2, None), 1), "openat": ((257, 56), 2)}  # with the place of the flags among the arguments
# What a program needs that writes files of its own; Landlock says where.
WRITING = frozenset({"open", "openat", "creat", "unlink", "unlinkat", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "rmdir"})
_CLONE, _PRLIMIT = (56, 220), (302, 261)


def is_known_here() -> bool:
    """Say whether a filter for this machine's processor can be built."""
    return platform.machine() in _ARCHES


def forbid(libc: ctypes.CDLL, spared: frozenset[str] = frozenset()) -> None:
    """Load the filter for this thread, for ever; PR_SET_NO_NEW_PRIVS must stand. `spared` are calls that stay allowed.

    Raises OSError where the kernel refuses, KeyError for an unknown processor.
    """
    octets = program(platform.machine(), os.getpid(), spared)
    instructions = ctypes.create_string_buffer(octets, len(octets))
    filter_ = struct.pack("HxxxxxxP", len(octets) // 8, ctypes.addressof(instructions))
    if libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.create_string_buffer(filter_, len(filter_)), 0, 0):
        raise OSError(ctypes.get_errno(), "seccomp")


def program(machine: str, own_process: int, spared: frozenset[str] = frozenset()) -> bytes:
    """Return the filter as an array of struct sock_filter."""
    column = _ARCHES[machine][1]
    out = [_fixed(machine, spared)]
    for numbers in _SIGNALS.values():
        out += _when(numbers[column], _unless_argument(0, _EQUAL, own_process))
    return b"".join([*out, _step(_RETURN, _ALLOW)])


@cache
def _fixed(machine: str, spared: frozenset[str]) -> bytes:
    """Return the part of the filter that is the same for every process."""
    arch, column = _ARCHES[machine]
    out = [_step(_LOAD, _ARCH), _step(_EQUAL, arch, 1, 0), _step(_RETURN, _KILL), _step(_LOAD, _NUMBER)]
    if machine == "x86_64":
        out += [_step(_AT_LEAST, _X32, 0, 1), _step(_RETURN, _ERRNO | EPERM)]
    for calls, error in ((_DENIED, EPERM), (_UNKNOWN, ENOSYS)):
        for name, numbers in calls.items():
            out += [] if name in spared else _when(numbers[column], [_step(_RETURN, _ERRNO | error)])
    for name, (numbers, place) in _OPENS.items():
        out += [] if name in spared else _when(numbers[column], [_argument(place), _step(_ANY_BIT, _WRITING, 0, 1), *_verdict(EPERM)])
    out += _when(_CLONE[column], [_argument(0), _step(_ANY_BIT, _CLONE_THREAD, 1, 0), *_verdict(EPERM)])
    out += _when(_PRLIMIT[column], _unless_argument(0, _EQUAL, 0))
    return b"".join(out)


def _step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("HBBI", code, then, otherwise, value)


def _when(number: int | None, steps: list[bytes]) -> list[bytes]:
    return [] if number is None else [_step(_EQUAL, number, 0, len(steps)), *steps]


def _argument(place: int) -> bytes:
    return _step(_LOAD, _ARGUMENTS + 8 * place)  # the low half on little-endian machines, which both are


def _unless_argument(place: int, test: int, value: int) -> list[bytes]:
    return [_argument(place), _step(test, value, 1, 0), *_verdict(EPERM)]


def _verdict(error: int) -> list[bytes]:
    return [_step(_RETURN, _ERRNO | error), _step(_RETURN, _ALLOW)]
