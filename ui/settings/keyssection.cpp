// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/keyssection.h"

#include "ui/models/timetext.h"
#include "ui/settings/keyform.h"
#include "ui/widgets/card.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/table.h"

#include <QHeaderView>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

using namespace Qt::Literals::StringLiterals;
using core::ApiKey;

namespace {

CellRow rowOf(const ApiKey &key)
{
    const bool isRevoked = core::isSet(key.revokedAt);
    return {.id = key.id.value,
            .cells = {{.text = key.name, .kind = CellKind::Strong},
                      {.text = KeysSection::tr("%1…").arg(key.prefix), .kind = CellKind::Mono},
                      {.text = key.owner, .kind = CellKind::Muted},
                      {.text = rightsText(key.scopes), .kind = CellKind::Muted},
                      {.text = exactText(key.createdAt).first(10), .kind = CellKind::Muted},
                      {.text = isRevoked ? KeysSection::tr("Revoked") : KeysSection::tr("Valid"),
                       .kind = CellKind::Pill,
                       .tone = isRevoked ? Tone::Neutral : Tone::Green}}};
}

bool concernsKeys(const core::Event &event)
{
    return event.type == core::EventType::KeyCreated || event.type == core::EventType::KeyRevoked;
}

} // namespace

KeysSection::KeysSection(Backend &backend, const Theme &theme, KeyScope &keys, QWidget *parent)
    : Section(u"keys"_s, tr("API keys"), {tr("Make an API key"), tr("Revoke an API key")}, parent)
    , m_backend(backend)
    , m_theme(theme)
    , m_model({tr("Name"), tr("Begins with"), tr("Owner"), tr("May"), tr("Made"), tr("State")})
{
    build(keys);
    connect(&backend, &Backend::announced, this, [this](const QList<core::Event> &events) {
        if (std::ranges::any_of(events, concernsKeys))
            reload();
    });
}

void KeysSection::build(KeyScope &keys)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::large);
    m_failure = new Notice(m_theme, Tone::Red);
    m_failure->hide();
    m_card = new Card(m_theme, tr("API keys"));
    m_card->setSubtitle(tr("with which programs call this server"));
    auto *add = actionButton(m_theme, ActionId::NewKey);
    m_card->setRight(add);
    m_table = new Table(m_theme, tr("API keys"));
    m_table->setModel(&m_model);
    m_table->setWideColumn(3);
    const int widths[] = {176, 108, 116, 160, 120, 104};
    for (int i = 0; i < 6; ++i)
        m_table->horizontalHeader()->resizeSection(i, widths[i]);
    m_table->setNarrow(700, {2, 4});
    m_table->setMinimumHeight(4 * size::row);
    m_card->body()->addWidget(m_table, 1);
    m_form = new KeyForm(m_theme, keys);
    column->addWidget(m_failure);
    column->addWidget(m_card, 1);
    column->addWidget(m_form, 1);
    keys.bindList(m_table);
    keys.bind(ActionId::NewKey, add);
    connect(add, &Button::clicked, this, &KeysSection::startNew);
    connect(m_table, &Table::currentIdChanged, this, &KeysSection::showRow);
    connect(m_table, &Table::clicked, this, [this] { showRow(m_table->currentId()); });
    connect(m_form, &KeyForm::makeRequested, this, &KeysSection::make);
    connect(m_form, &KeyForm::revokeRequested, this, &KeysSection::revoke);
    connect(m_form, &KeyForm::cancelled, this, [this] {
        m_new = false;
        show(m_keys);
    });
}

void KeysSection::enter()
{
    reload();
}

void KeysSection::openThing(const QString &id)
{
    if (id == "new"_L1)
        return startNew();
    m_new = false;
    m_wanted = id;
    reload();
}

void KeysSection::reload()
{
    m_backend.call(
        this, [principal = m_backend.principal()](core::Core &core) { return core.keys().list(principal); },
        [this](const core::Result<QList<ApiKey>> &keys) {
            m_failure->setVisible(!keys);
            if (keys)
                show(*keys);
            else
                m_failure->setTexts(tr("The keys could not be read"), keys.error().text);
        });
}

void KeysSection::show(const QList<ApiKey> &keys)
{
    m_keys = keys;
    QList<CellRow> rows;
    for (const ApiKey &key : keys)
        rows.append(rowOf(key));
    m_model.setRows(rows);
    if (m_table->selectId(m_wanted))
        m_wanted.clear();
    else if (!m_new && !m_table->currentIndex().isValid() && !rows.isEmpty())
        m_table->setCurrentIndex(m_model.index(0, 0));
    if (!m_new)
        showRow(m_table->currentId());
}

void KeysSection::showRow(const QString &id)
{
    const auto row = std::ranges::find(m_keys, core::KeyId{id}, &ApiKey::id);
    if (row == m_keys.end())
        return;
    m_new = false;
    m_form->setKey(*row);
}

void KeysSection::startNew()
{
    m_new = true;
    m_table->setCurrentIndex({});
    m_form->startNew();
    m_form->focusFirst();
}

void KeysSection::make(const QString &name, core::Scopes scopes)
{
    m_backend.call(
        this,
        [name, scopes, principal = m_backend.principal()](core::Core &core) {
            return core.keys().create(name, principal.user, scopes, principal);
        },
        [this](const core::Result<core::NewKey> &made) {
            if (!made)
                return m_form->setProblem(tr("No key was made"), made.error());
            m_new = false;
            m_wanted = made->key.id.value;
            m_form->showSecret(*made);
            reload();
        });
}

void KeysSection::revoke(const core::KeyId &id)
{
    m_backend.call(
        this,
        [id, principal = m_backend.principal()](core::Core &core) {
            return core.keys().revoke(id, principal);
        },
        [this](const core::Result<void> &revoked) {
            if (!revoked)
                m_form->setProblem(tr("The key was not revoked"), revoked.error());
        });
}

} // namespace ui
