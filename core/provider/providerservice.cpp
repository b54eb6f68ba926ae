// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/providerservice.h"

#include "core/base/log.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype mostProviders = 50;
constexpr std::size_t mostTrials = 4;
constexpr qsizetype longestModel = 200;
constexpr auto trialTime = 30s;

const QString builtin = u"builtin"_s;

Result<qint64> announce(Transaction &transaction, const QString &change, const QString &name,
                        const QString &by)
{
    return transaction.announce({.type = EventType::ProviderChanged,
                                 .subject = name,
                                 .actor = by,
                                 .message = u"Provider %1 was %2"_s.arg(name, change),
                                 .payload = {{u"name"_s, name}, {u"change"_s, change}}});
}

Error unknownProvider()
{
    Error error = failure(ErrorCode::NotFound, u"There is no such provider."_s);
    error.field = u"name"_s;
    return error;
}

} // namespace

ProviderService::ProviderService(Journal &journal, ProviderStore &store, ProviderRegistry &registry,
                                 const Clock &clock)
    : m_journal(journal)
    , m_store(store)
    , m_registry(registry)
    , m_clock(clock)
{
}

ProviderService::~ProviderService() = default;

Result<void> ProviderService::open()
{
    for (const ProviderSettings &settings : TRY(m_store.all())) {
        m_added.insert(settings.name, settings);
        if (auto configured = m_registry.configure(settings); !configured)
            qCWarning(logProvider).noquote()
                << "A stored provider cannot be used:" << configured.error().text;
    }
    const QString chosen = TRY(m_store.defaultName());
    if (chosen.isEmpty() || m_registry.defaultName() != builtin)
        return {};
    if (auto set = m_registry.setDefault(chosen); !set)
        qCWarning(logProvider).noquote() << "The builtin provider answers by default:" << set.error().text;
    return {};
}

Result<void> ProviderService::configure(const ProviderSettings &settings)
{
    TRY(m_registry.configure(settings));
    m_given.insert(settings.name, settings);
    return {};
}

Result<void> ProviderService::setKey(const QString &name, const QString &key)
{
    if (!m_added.contains(name))
        return unknownProvider();
    ProviderSettings settings = m_added.value(name);
    settings.key = key;
    if (!m_given.contains(name))
        TRY(m_registry.configure(settings));
    m_keys.insert(name, key);
    return {};
}

QList<KnownProvider> ProviderService::list() const
{
    QList<KnownProvider> known;
    for (const QString &name : m_registry.names()) {
        const bool isAdded = m_added.contains(name) && !m_given.contains(name);
        const ProviderSettings settings = isAdded ? m_added.value(name) : m_given.value(name);
        const auto provider = m_registry.find(name);
        known.append({.name = name,
                      .kind = name == builtin ? builtin : settings.kind,
                      .baseUrl = settings.baseUrl,
                      .model = provider ? (*provider)->defaultModel() : settings.defaultModel,
                      .origin = name == builtin ? ProviderOrigin::Builtin
                                : isAdded       ? ProviderOrigin::Person
                                                : ProviderOrigin::Options,
                      .hasKey = isAdded ? m_keys.contains(name) : !settings.key.isEmpty(),
                      .isDefault = name == m_registry.defaultName()});
    }
    std::stable_sort(known.begin(), known.end(), [](const KnownProvider &a, const KnownProvider &b) {
        return a.origin == ProviderOrigin::Builtin && b.origin != ProviderOrigin::Builtin;
    });
    return known;
}

Result<void> ProviderService::checkMayChange(const QString &name, const Principal &by) const
{
    if (!by.may(Scope::Administer))
        return failure(ErrorCode::Forbidden, u"Only an administrator may change the providers."_s);
    if (m_given.contains(name)) {
        return failure(
            ErrorCode::Conflict,
            u"The options of this program or its environment set the provider \"%1\". Change it there, "
            "or choose another name."_s.arg(name));
    }
    return {};
}

// What was typed, with the key that is known where none was typed for the same address.
Result<ProviderSettings> ProviderService::complete(ProviderSettings settings) const
{
    settings.name = settings.name.trimmed();
    settings.baseUrl = settings.baseUrl.trimmed();
    settings.defaultModel = settings.defaultModel.trimmed();
    settings.key = settings.key.trimmed();
    if (settings.defaultModel.size() > longestModel)
        return invalid(u"model"_s, u"The name of a model has %1 characters at most."_s.arg(longestModel));
    const auto before = m_added.constFind(settings.name);
    if (settings.key.isEmpty() && before != m_added.constEnd() && before->kind == settings.kind &&
        before->baseUrl == settings.baseUrl)
        settings.key = m_keys.value(settings.name);
    return settings;
}

Result<void> ProviderService::save(const ProviderSettings &wanted, const Principal &by)
{
    const ProviderSettings settings = TRY(complete(wanted));
    TRY(checkMayChange(settings.name, by));
    TRY(ProviderRegistry::make(settings));
    const bool isNew = !m_added.contains(settings.name);
    if (isNew && m_added.size() >= mostProviders)
        return failure(ErrorCode::TooLarge,
                       u"There can be at most %1 providers. Remove some first."_s.arg(mostProviders));
    TRY(m_journal.record([&](Transaction &transaction) -> Result<void> {
        TRY(m_store.put(transaction, settings));
        TRY(announce(transaction, isNew ? u"added"_s : u"changed"_s, settings.name, by.user));
        return {};
    }));
    m_journal.whenCommitted(this, [this, settings](const Result<void> &committed) {
        if (committed)
            put(settings);
    });
    return {};
}

void ProviderService::put(const ProviderSettings &settings)
{
    if (auto configured = m_registry.configure(settings); !configured)
        qCWarning(logProvider).noquote() << "A provider cannot be used:" << configured.error().text;
    ProviderSettings row = settings;
    row.key.clear();
    m_added.insert(row.name, row);
    if (settings.key.isEmpty())
        m_keys.remove(settings.name);
    else
        m_keys.insert(settings.name, settings.key);
}

Result<void> ProviderService::remove(const QString &name, const Principal &by)
{
    TRY(checkMayChange(name, by));
    if (!m_added.contains(name))
        return unknownProvider();
    if (m_registry.defaultName() == name) {
        return failure(
            ErrorCode::Conflict,
            u"\"%1\" answers where nobody names a provider. Make another one the default first."_s.arg(name));
    }
    TRY(m_journal.record([&](Transaction &transaction) -> Result<void> {
        if (!TRY(m_store.remove(transaction, name)))
            return unknownProvider();
        TRY(announce(transaction, u"removed"_s, name, by.user));
        return {};
    }));
    m_journal.whenCommitted(this, [this, name](const Result<void> &committed) {
        if (committed)
            drop(name);
    });
    return {};
}

void ProviderService::drop(const QString &name)
{
    m_added.remove(name);
    m_keys.remove(name);
    m_registry.remove(name);
}

Result<void> ProviderService::setDefault(const QString &name, const Principal &by)
{
    if (!by.may(Scope::Administer))
        return failure(ErrorCode::Forbidden, u"Only an administrator may change the providers."_s);
    if (!m_registry.names().contains(name))
        return unknownProvider();
    TRY(m_journal.record([&](Transaction &transaction) -> Result<void> {
        TRY(m_store.putDefault(transaction, name, by.user));
        TRY(announce(transaction, u"made the default"_s, name, by.user));
        return {};
    }));
    m_journal.whenCommitted(this, [this, name](const Result<void> &committed) {
        if (!committed)
            return;
        if (auto set = m_registry.setDefault(name); !set)
            qCWarning(logProvider).noquote() << "The default provider stays what it was:" << set.error().text;
    });
    return {};
}

void ProviderService::tryOut(const ProviderSettings &wanted, const Principal &by, const TrialDone &then)
{
    if (!by.may(Scope::Administer))
        return then(failure(ErrorCode::Forbidden, u"Only an administrator may try a provider."_s));
    if (m_trials.size() >= mostTrials)
        return then(
            failure(ErrorCode::RateLimited, u"Other trials are under way. Wait until they have ended."_s));
    const auto settings = complete(wanted);
    if (!settings)
        return then(settings.error());
    auto provider = ProviderRegistry::make(*settings);
    if (!provider)
        return then(provider.error());
    const int id = ++m_lastTrial;
    Trial &trial = m_trials[id];
    trial.provider = *std::move(provider);
    trial.call = trial.provider->start(
        {.messages = {{.role = Role::User, .text = u"Say: ready"_s}}, .timeLimit = trialTime});
    const Timestamp begun = m_clock.now();
    connect(trial.call.get(), &ModelCall::finished, this,
            [this, id, begun, then](const Result<ModelAnswer> &answer) {
                const auto ended = m_trials.find(id);
                ended->second.call.release()->deleteLater(); // it is calling us
                m_trials.erase(ended);
                if (!answer)
                    return then(answer.error());
                then(ProviderTrial{.model = answer->model,
                                   .took = std::chrono::duration_cast<milliseconds>(m_clock.now() - begun)});
            });
}

} // namespace core
