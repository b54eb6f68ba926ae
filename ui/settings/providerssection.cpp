// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/providerssection.h"

#include "ui/models/wording.h"
#include "ui/settings/providerform.h"
#include "ui/widgets/card.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/table.h"

#include <QHeaderView>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

using namespace Qt::Literals::StringLiterals;
using core::KnownProvider;
using core::ProviderOrigin;

namespace {

CellRow rowOf(const KnownProvider &provider)
{
    const bool isBuiltin = provider.origin == ProviderOrigin::Builtin;
    Cell state{.kind = CellKind::Muted};
    if (provider.isDefault)
        state = {.text = ProvidersSection::tr("Default"), .kind = CellKind::Pill, .tone = Tone::Green};
    else if (provider.origin == ProviderOrigin::Options)
        state.text = ProvidersSection::tr("from the options");
    const QString address = isBuiltin                    ? ProvidersSection::tr("this program")
                            : provider.baseUrl.isEmpty() ? ProvidersSection::tr("the vendor's own")
                                                         : provider.baseUrl;
    return {.id = provider.name,
            .cells = {{.text = provider.name, .kind = CellKind::Strong},
                      {.text = protocolText(provider.kind), .kind = CellKind::Muted},
                      {.text = address, .kind = CellKind::Muted},
                      {.text = provider.model, .kind = CellKind::Mono},
                      {.text = isBuiltin         ? ProvidersSection::tr("needs none")
                               : provider.hasKey ? ProvidersSection::tr("known")
                                                 : ProvidersSection::tr("none"),
                       .kind = CellKind::Muted},
                      state}};
}

} // namespace

ProvidersSection::ProvidersSection(Backend &backend, const Theme &theme, KeyScope &keys, KeyVault &vault,
                                   QWidget *parent)
    : Section(u"providers"_s, tr("Providers"),
              {tr("Add a provider"), tr("Keys of providers"), tr("Models: OpenAI, Anthropic, Ollama")},
              parent)
    , m_backend(backend)
    , m_theme(theme)
    , m_vault(vault)
    , m_model({tr("Name"), tr("Protocol"), tr("Address"), tr("Model"), tr("Key"), tr("State")})
{
    build(keys);
    connect(&backend, &Backend::announced, this, [this](const QList<core::Event> &events) {
        if (std::ranges::find(events, core::EventType::ProviderChanged, &core::Event::type) != events.end())
            reload();
    });
    connect(&vault, &KeyVault::stored, this, [this](const QString &provider) {
        if (provider == m_form->name())
            m_form->say(Tone::Green, tr("Saved. The key is in the keychain, and in use."));
    });
    connect(&vault, &KeyVault::refused, this, [this](const QString &provider, const QString &why) {
        if (provider == m_form->name())
            m_form->say(
                Tone::Amber, tr("Saved, and the key is in use until Signalbox ends"),
                tr("It was not kept. %1 To keep it elsewhere, start Signalbox with SIGNALBOX_%2_API_KEY.")
                    .arg(why, QString(provider).toUpper().replace(u'-', u'_')));
    });
}

void ProvidersSection::build(KeyScope &keys)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::large);
    m_failure = new Notice(m_theme, Tone::Red);
    m_failure->hide();
    m_card = new Card(m_theme, tr("Providers"));
    m_card->setSubtitle(tr("who answers for agents; none stands in for another"));
    auto *add = actionButton(m_theme, ActionId::AddProvider);
    m_card->setRight(add);
    m_table = new Table(m_theme, tr("Providers"));
    m_table->setModel(&m_model);
    m_table->setWideColumn(2);
    const int widths[] = {128, 100, 160, 164, 136, 128};
    for (int i = 0; i < 6; ++i)
        m_table->horizontalHeader()->resizeSection(i, widths[i]);
    m_table->setNarrow(760, {1, 3});
    m_table->setMinimumHeight(4 * size::row);
    m_card->body()->addWidget(m_table, 1);
    m_form = new ProviderForm(m_theme, keys);
    column->addWidget(m_failure);
    column->addWidget(m_card, 2);
    column->addWidget(m_form, 3);
    keys.bindList(m_table);
    keys.bind(ActionId::AddProvider, add);
    connect(add, &Button::clicked, this, &ProvidersSection::startNew);
    connect(m_table, &Table::currentIdChanged, this, &ProvidersSection::showRow);
    connect(m_table, &Table::clicked, this, [this] { showRow(m_table->currentId()); });
    connect(m_form, &ProviderForm::saveRequested, this, &ProvidersSection::save);
    connect(m_form, &ProviderForm::testRequested, this, &ProvidersSection::test);
    connect(m_form, &ProviderForm::defaultRequested, this, &ProvidersSection::makeDefault);
    connect(m_form, &ProviderForm::removeRequested, this, &ProvidersSection::remove);
    connect(m_form, &ProviderForm::cancelled, this, [this] {
        m_new = false;
        show(m_providers);
    });
}

void ProvidersSection::enter()
{
    reload();
}

void ProvidersSection::openThing(const QString &id)
{
    if (id == "new"_L1)
        return startNew();
    m_new = false;
    m_wanted = id;
    reload();
}

void ProvidersSection::reload()
{
    m_backend.call(
        this,
        [](core::Core &core) -> core::Result<QList<KnownProvider>> { return core.providerService().list(); },
        [this](const core::Result<QList<KnownProvider>> &providers) {
            m_failure->setVisible(!providers);
            if (providers)
                show(*providers);
            else
                m_failure->setTexts(tr("The providers could not be read"), providers.error().text);
        });
}

void ProvidersSection::show(const QList<KnownProvider> &providers)
{
    m_providers = providers;
    QList<CellRow> rows;
    for (const KnownProvider &provider : providers)
        rows.append(rowOf(provider));
    m_model.setRows(rows);
    if (m_table->selectId(m_wanted))
        m_wanted.clear();
    else if (!m_new && !m_table->currentIndex().isValid() && !rows.isEmpty())
        m_table->setCurrentIndex(m_model.index(0, 0));
    if (!m_new)
        showRow(m_table->currentId());
}

void ProvidersSection::showRow(const QString &name)
{
    const auto row = std::ranges::find(m_providers, name, &KnownProvider::name);
    if (row == m_providers.end())
        return;
    m_new = false;
    m_form->setProvider(*row);
}

void ProvidersSection::startNew()
{
    m_new = true;
    m_table->setCurrentIndex({});
    m_form->startNew();
    m_form->focusFirst();
}

void ProvidersSection::save(const core::ProviderSettings &settings)
{
    if (m_new && std::ranges::find(m_providers, settings.name, &KnownProvider::name) != m_providers.end())
        return m_form->setProblem(
            {}, core::invalid(u"name"_s, tr("There is one of this name. Choose another name, or "
                                            "choose it above to change it.")));
    m_form->setBusy(true);
    m_backend.call(
        this,
        [settings, principal = m_backend.principal()](core::Core &core) {
            return core.providerService().save(settings, principal);
        },
        [this, settings](const core::Result<void> &done) {
            m_form->setBusy(false);
            if (done)
                saved(settings);
            else
                m_form->setProblem(tr("The provider was not saved"), done.error());
        });
}

void ProvidersSection::saved(const core::ProviderSettings &settings)
{
    m_new = false;
    m_wanted = settings.name;
    m_form->setSaved();
    reload();
    if (settings.key.isEmpty())
        m_form->say(Tone::Green, tr("Saved, and in use"));
    else
        m_vault.store(settings.name, settings.key);
}

void ProvidersSection::test(const core::ProviderSettings &settings)
{
    m_form->setBusy(true);
    m_form->say(Tone::Accent, tr("Asking the model for one word …"));
    m_backend.ask<core::ProviderTrial>(
        this,
        [settings, principal = m_backend.principal()](core::Core &core,
                                                      const core::ProviderService::TrialDone &then) {
            core.providerService().tryOut(settings, principal, then);
        },
        [this](const core::Result<core::ProviderTrial> &trial) {
            m_form->setBusy(false);
            if (trial)
                m_form->say(Tone::Green, tr("It answers"),
                            tr("%1 answered in %2.").arg(trial->model, durationText(trial->took)));
            else
                m_form->setProblem(tr("It does not answer"), trial.error());
        });
}

void ProvidersSection::makeDefault(const QString &name)
{
    m_backend.call(
        this,
        [name, principal = m_backend.principal()](core::Core &core) {
            return core.providerService().setDefault(name, principal);
        },
        [this, name](const core::Result<void> &done) {
            if (done)
                m_form->say(Tone::Green,
                            tr("%1 answers from now on where nobody names a provider").arg(name));
            else
                m_form->setProblem(tr("The default stays what it was"), done.error());
        });
}

void ProvidersSection::remove(const QString &name)
{
    m_backend.call(
        this,
        [name, principal = m_backend.principal()](core::Core &core) {
            return core.providerService().remove(name, principal);
        },
        [this, name](const core::Result<void> &done) {
            if (!done)
                return m_form->setProblem(tr("The provider was not removed"), done.error());
            m_vault.remove(name);
            m_table->setCurrentIndex({});
            reload();
        });
}

} // namespace ui
