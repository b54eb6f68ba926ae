// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sandbox/syscallfilter.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <iterator>
#include <vector>

namespace core {

namespace {

#if defined(__x86_64__)
constexpr quint32 machine = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr quint32 machine = AUDIT_ARCH_AARCH64;
#else
constexpr quint32 machine = 0;
#endif

constexpr quint32 otherNumbering = 0x40000000; // x32 names the same calls by other numbers

constexpr quint32 forbidden[] = {
#ifdef SYS_fork
    SYS_fork, SYS_vfork,
#endif
    // Memory that belongs to no process and so counts nowhere.
    SYS_memfd_create, SYS_shmget, SYS_msgget, SYS_semget, SYS_mq_open, SYS_io_setup,
#ifdef SYS_memfd_secret
    SYS_memfd_secret,
#endif
    // A socket's buffers count nowhere either: they keep their usual size, there are no more of them than
    // open files,
    // and none travels within another.
    SYS_setsockopt, SYS_sendmsg, SYS_sendmmsg,
    // Other processes, and other worlds.
    SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_unshare, SYS_setns, SYS_mount, SYS_umount2,
    SYS_pivot_root, SYS_chroot, SYS_open_tree, SYS_move_mount, SYS_fsopen, SYS_fsmount, SYS_fsconfig,
    SYS_fspick, SYS_mount_setattr, SYS_pidfd_getfd, SYS_kcmp, SYS_fanotify_init,
    // The kernel itself.
    SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_io_uring_setup, SYS_keyctl, SYS_add_key,
    SYS_request_key, SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_kexec_load, SYS_reboot,
    SYS_swapon, SYS_swapoff, SYS_syslog, SYS_acct, SYS_quotactl, SYS_name_to_handle_at, SYS_open_by_handle_at,
    SYS_personality};

class FilterWriter
{
public:
    void load(size_t offset) { put(BPF_LD | BPF_W | BPF_ABS, quint32(offset)); }
    void answer(quint32 verdict) { put(BPF_RET | BPF_K, verdict); }
    // The next instruction only when the loaded word is that value, or is not.
    void onlyIf(quint32 value) { put(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1); }
    void onlyIfNot(quint32 value) { put(BPF_JMP | BPF_JEQ | BPF_K, value, 1, 0); }
    void onlyIfAtLeast(quint32 value) { put(BPF_JMP | BPF_JGE | BPF_K, value, 0, 1); }
    void onlyIfSet(quint32 bits) { put(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1); }
    // As many instructions are passed over unless the loaded word has one of those bits, or is that value.
    void passUnlessSet(quint32 bits, quint8 instructions)
    {
        put(BPF_JMP | BPF_JSET | BPF_K, bits, 0, instructions);
    }
    void passUnless(quint32 value, quint8 instructions)
    {
        put(BPF_JMP | BPF_JEQ | BPF_K, value, 0, instructions);
    }

    QByteArray bytes() const
    {
        return QByteArray(reinterpret_cast<const char *>(m_program.data()),
                          qsizetype(m_program.size() * sizeof(sock_filter)));
    }

private:
    void put(int code, quint32 value, quint8 yes = 0, quint8 no = 0)
    {
        m_program.push_back({quint16(code), yes, no, value});
    }

    std::vector<sock_filter> m_program;
};

constexpr quint32 refused(int error)
{
    return SECCOMP_RET_ERRNO | (quint32(error) & SECCOMP_RET_DATA);
}

} // namespace

QByteArray syscallFilter()
{
    if (machine == 0)
        return {};
    FilterWriter filter;
    filter.load(offsetof(seccomp_data, arch));
    filter.onlyIfNot(machine);
    filter.answer(SECCOMP_RET_KILL_PROCESS);
    filter.load(offsetof(seccomp_data, nr));
    filter.onlyIfAtLeast(otherNumbering);
    filter.answer(refused(ENOSYS));
    for (const quint32 call : forbidden) {
        filter.onlyIf(call);
        filter.answer(refused(EPERM));
    }
    // Its flags are behind a pointer, where a filter cannot look; the C library then asks in the older way.
    filter.onlyIf(SYS_clone3);
    filter.answer(refused(ENOSYS));
#ifdef SYS_close_range
    // It can give a thread open files of its own; whoever calls it closes one by one instead.
    filter.onlyIf(SYS_close_range);
    filter.answer(refused(ENOSYS));
#endif
    // Threads alone, which share what is open, or each would have that many files for itself.
    filter.passUnless(SYS_clone, 6);
    filter.load(offsetof(seccomp_data, args));
    filter.passUnlessSet(CLONE_FILES, 2);
    filter.onlyIfSet(CLONE_THREAD);
    filter.answer(SECCOMP_RET_ALLOW);
    filter.answer(refused(EPERM));
    filter.answer(refused(EPERM));
    filter.passUnless(SYS_socket, 4);
    filter.load(offsetof(seccomp_data, args));
    filter.onlyIf(AF_UNIX);
    filter.answer(SECCOMP_RET_ALLOW);
    filter.answer(refused(EPERM));
    filter.answer(SECCOMP_RET_ALLOW);
    return filter.bytes();
}

} // namespace core
