// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/id.h"

#include <QRandomGenerator>

#include <atomic>
#include <chrono>

namespace core {

namespace {

// 48 bits of milliseconds and 12 bits of counter, strictly increasing (RFC 9562, 6.2, method 1).
quint64 nextTick()
{
    static std::atomic<quint64> last{0};
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
    quint64 wanted = static_cast<quint64>(milliseconds) << 12;
    quint64 previous = last.load(std::memory_order_relaxed);
    quint64 next = 0;
    do {
        next = wanted > previous ? wanted : previous + 1;
    } while (!last.compare_exchange_weak(previous, next, std::memory_order_relaxed));
    return next;
}

void writeHex(char16_t *&out, quint64 value, int digits)
{
    static constexpr char16_t hex[] = u"0123456789abcdef";
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
        *out++ = hex[(value >> shift) & 0xf];
}

} // namespace

QString newUuid()
{
    const quint64 tick = nextTick();
    // Ids are unique, not secret: asking the system for each would cost more than the row.
    const quint64 random = QRandomGenerator::global()->generate64();
    QString text(36, Qt::Uninitialized);
    auto *out = reinterpret_cast<char16_t *>(text.data());
    writeHex(out, tick >> 28, 8);
    *out++ = u'-';
    writeHex(out, (tick >> 12) & 0xffff, 4);
    *out++ = u'-';
    writeHex(out, 0x7000 | (tick & 0xfff), 4);
    *out++ = u'-';
    writeHex(out, 0x8000 | ((random >> 48) & 0x3fff), 4);
    *out++ = u'-';
    writeHex(out, random & 0xffffffffffff, 12);
    return text;
}

} // namespace core
