// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/place/place.h"

#include "core/base/log.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

Place::Place(Sandbox sandbox, QString root)
    : m_sandbox(std::move(sandbox))
    , m_root(std::move(root))
{
}

Place::~Place() = default;

void Place::tryOut()
{
    m_try = std::make_unique<SandboxRun>(m_sandbox, SandboxedProgram{.program = u"/usr/bin/true"_s});
    connect(m_try.get(), &SandboxRun::finished, this, &Place::conclude);
}

void Place::conclude(const Result<SandboxOutcome> &outcome)
{
    m_try.release()->deleteLater();
    // What is not installed is looked up each time.
    const bool isRefused =
        !outcome && outcome.error().code == ErrorCode::Unavailable && m_sandbox.isInstalled();
    m_refusal = isRefused ? outcome.error().text : QString();
    for (const Capability &capability : missing())
        qCInfo(logPlace).noquote() << capability.sentence;
    if (isRefused && !outcome.error().detail.isEmpty())
        qCInfo(logPlace).noquote() << "The sandbox in detail:" << outcome.error().detail.trimmed();
    emit tried();
}

QList<Capability> Place::capabilities() const
{
    QList<Capability> all = installedBelow(m_root);
    const auto sandbox = std::ranges::find(all, Need::Sandbox, &Capability::need);
    // Wherever the tool is.
    const bool isInstalled = m_sandbox.isInstalled();
    sandbox->sentence = isInstalled ? m_refusal : sentenceOf(Need::Sandbox);
    sandbox->package = isInstalled ? QString() : packageOf(Need::Sandbox);
    if (m_keychain != KeychainState::NotWanted) {
        Capability keychain{.need = Need::Keychain, .name = nameOf(Need::Keychain)};
        if (m_keychain == KeychainState::Missing) {
            keychain.sentence = sentenceOf(Need::Keychain);
            keychain.package = packageOf(Need::Keychain);
        }
        all.append(keychain);
    }
    return all;
}

QList<Capability> Place::missing() const
{
    QList<Capability> without = capabilities();
    without.removeIf([](const Capability &capability) { return capability.works(); });
    return without;
}

} // namespace core
