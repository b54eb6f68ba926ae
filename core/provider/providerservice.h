// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/principal.h"
#include "core/provider/providerregistry.h"
#include "core/provider/providerstore.h"

#include <QHash>

#include <functional>

namespace core {

// Who said that a provider may be called: it is part of the program, its options or the environment name it,
// or a person added it in the window.
enum class ProviderOrigin { Builtin, Options, Person };

// One provider as a person sees it. The key itself never leaves the service.
struct KnownProvider
{
    QString name = {};
    QString kind = {};
    QString baseUrl = {}; // empty: the vendor's own
    QString model = {};   // for requests that name none
    ProviderOrigin origin = ProviderOrigin::Builtin;
    bool hasKey = false;
    bool isDefault = false;
};

// What a call to try a connection gave.
struct ProviderTrial
{
    QString model = {};
    milliseconds took{0};
};

// Which providers there are, and what changes them while the program runs. Rows are kept in the store and
// keys only in memory: whoever starts the program brings them, from the keychain, the environment or a file.
// Owned by the core; backend thread. Changes are journalled as ProviderChanged, take effect with their commit
// and need Scope::Administer (else Forbidden). Fails with InvalidArgument (and the field of the settings),
// NotFound, or Conflict for a provider that the program's options set.
class ProviderService final : public QObject
{
    Q_OBJECT

public:
    ProviderService(Journal &journal, ProviderStore &store, ProviderRegistry &registry, const Clock &clock);
    ~ProviderService() override;

    // Configures what people added, still without keys. Call once, after Journal::open(). The choice of a
    // default in the window counts unless the options chose another than the builtin one.
    Result<void> open();
    // A provider that the options or the environment name; it counts before a person's of the same name.
    Result<void> configure(const ProviderSettings &settings);
    // The key of a provider that a person added.
    Result<void> setKey(const QString &name, const QString &key);

    QList<KnownProvider> list() const; // the builtin one first, then by name
    // What a person added, without keys.
    QList<ProviderSettings> added() const { return m_added.values(); }

    // Adds the provider, or changes the one of that name. Without a key the known one stays, but only for the
    // same address: a key goes to nobody it was not given for.
    Result<void> save(const ProviderSettings &settings, const Principal &by);
    Result<void> remove(const QString &name, const Principal &by);
    Result<void> setDefault(const QString &name, const Principal &by);

    using TrialDone = std::function<void(const Result<ProviderTrial> &)>;
    // Asks the model for one word, with these settings as they are. Answers once, later; never after the
    // service is gone.
    void tryOut(const ProviderSettings &settings, const Principal &by, const TrialDone &then);

private:
    struct Trial
    {
        std::unique_ptr<Provider> provider;
        std::unique_ptr<ModelCall> call;
    };

    Result<ProviderSettings> complete(ProviderSettings settings) const;
    Result<void> checkMayChange(const QString &name, const Principal &by) const;
    void put(const ProviderSettings &settings);
    void drop(const QString &name);

    Journal &m_journal;
    ProviderStore &m_store;
    ProviderRegistry &m_registry;
    const Clock &m_clock;
    QHash<QString, ProviderSettings> m_given; // by the options, with their keys
    QHash<QString, ProviderSettings> m_added; // by people, without
    QHash<QString, QString> m_keys;           // of what people added
    std::map<int, Trial> m_trials;
    int m_lastTrial = 0;
};

} // namespace core
