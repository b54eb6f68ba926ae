// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/accessservice.h"

#include "core/base/log.h"

#include <QUuid>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto developer = "00000000-0000-0000-0000-000000000002"_L1;

} // namespace

QString OpenDoors::warning() const
{
    QStringList sentences;
    if (bypass == Bypass::On)
        sentences.append(
            u"GATEWAY_SKIP_AUTH is set: everybody who reaches this server is an administrator."_s);
    if (!anonymousSurfaces.isEmpty()) {
        sentences.append(u"access.anonymous is set: programs on this computer need no key for %1."_s.arg(
            anonymousSurfaces.join(u", "_s)));
    }
    if (registration) {
        sentences.append(
            u"access.registration is set: everybody who reaches this server may register as %1."_s.arg(
                toWord(*registration)));
    }
    return sentences.join(u' ');
}

AccessService::AccessService(const Parts &parts)
    : m_parts(parts)
    , m_alarm(parts.clock)
{
    connect(&m_parts.rates, &RateCounter::changed, this, &AccessService::saveSoon);
    connect(&m_parts.keys, &KeyService::used, this, &AccessService::saveSoon);
    connect(&m_parts.keys, &KeyService::changed, this, &AccessService::changed);
    connect(&m_parts.journal, &Journal::committed, this, [this](const QList<Event> &events) {
        if (std::any_of(events.begin(), events.end(),
                        [](const Event &event) { return event.type == EventType::TokenReused; }))
            emit changed();
    });
    connect(&m_alarm, &Alarm::rang, this, [this] {
        if (auto saved = save(); !saved)
            qCWarning(logStore).noquote() << "Counts of callers could not be stored:" << saved.error().detail;
    });
}

AccessService::~AccessService()
{
    (void)bool(save());
}

Result<void> AccessService::open()
{
    m_parts.rates.restore(TRY(m_parts.rateStore.current(m_parts.clock.now())));
    return {};
}

std::optional<Principal> AccessService::anonymous(const QString &surface) const
{
    if (!m_parts.options.anonymousSurfaces.contains(surface))
        return std::nullopt;
    return Principal{
        .user = u"anonymous"_s, .name = u"anonymous"_s, .scopes = scopesOf(AccessRole::Anonymous)};
}

std::optional<Principal> AccessService::bypass(const QString &user) const
{
    if (m_parts.options.bypass == Bypass::Off)
        return std::nullopt;
    const QUuid other(user);
    return Principal{.user = other.isNull() ? QString(developer) : other.toString(QUuid::WithoutBraces),
                     .name = u"admin"_s,
                     .scopes = allScopes};
}

bool AccessService::stillAdmits(const Principal &principal)
{
    return m_parts.keys.stillAdmits(principal) && m_parts.accounts.stillAdmits(principal);
}

OpenDoors AccessService::openDoors() const
{
    return {.anonymousSurfaces = m_parts.options.anonymousSurfaces,
            .bypass = m_parts.options.bypass,
            .registration = m_parts.options.registration};
}

void AccessService::saveSoon()
{
    if (!isSet(m_alarm.when()))
        m_alarm.set(m_parts.clock.now() + 2s);
}

Result<void> AccessService::save()
{
    m_alarm.set({});
    const QList<RateCount> counts = m_parts.rates.takeChanged();
    const KeyService::Uses uses = m_parts.keys.takeUsed();
    if (counts.isEmpty() && uses.isEmpty())
        return {};
    const auto saved = m_parts.journal.record([&](Transaction &transaction) -> Result<void> {
        TRY(m_parts.keys.saveUsed(transaction, uses));
        TRY(m_parts.rateStore.removeOld(transaction));
        return m_parts.rateStore.put(transaction, counts);
    });
    m_parts.journal.whenCommitted(this,
                                  [this, counts, uses, isDone = bool(saved)](const Result<void> &committed) {
                                      if (!isDone || !committed)
                                          keep(counts, uses);
                                  });
    return saved;
}

// Not written: with what came since it is written later.
void AccessService::keep(const QList<RateCount> &counts, const KeyService::Uses &uses)
{
    m_parts.rates.putBack(counts);
    m_parts.keys.putBack(uses);
    m_alarm.tryAgain();
}

} // namespace core
