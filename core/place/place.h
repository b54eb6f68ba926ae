// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/place/capability.h"
#include "core/sandbox/sandboxrun.h"

#include <memory>

namespace core {

// Whether the desktop keeps secrets; a server without one has no use for a keychain.
enum class KeychainState { NotWanted, Works, Missing };

// The computer that this runs on: what works here, and what is done without because something is missing.
// Owned by the core; backend thread. Files are looked up at each question, so what was installed meanwhile
// counts; whether the system lets a sandbox be built is tried once.
class Place final : public QObject
{
    Q_OBJECT

public:
    explicit Place(Sandbox sandbox, QString root = QStringLiteral("/"));
    ~Place() override;

    // Tries to build a sandbox, and then logs what is missing. Announces tried() once.
    void tryOut();
    void setKeychain(KeychainState state) { m_keychain = state; }

    QList<Capability> capabilities() const;
    QList<Capability> missing() const;

signals:
    void tried();

private:
    void conclude(const Result<SandboxOutcome> &outcome);

    const Sandbox m_sandbox;
    const QString m_root;
    std::unique_ptr<SandboxRun> m_try;
    QString m_refusal; // why the system lets no sandbox be built; empty where it does, or before it was tried
    KeychainState m_keychain = KeychainState::NotWanted;
};

} // namespace core
