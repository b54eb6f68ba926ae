// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/keyform.h"

#include "core/access/accessrole.h"
#include "ui/models/timetext.h"
#include "ui/widgets/card.h"
#include "ui/widgets/confirm.h"
#include "ui/widgets/formfield.h"
#include "ui/widgets/label.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

struct Role
{
    core::AccessRole role = core::AccessRole::Viewer;
    QString name = {};
    QString purpose = {};
};

QList<Role> roles()
{
    using enum core::AccessRole;
    return {
        {Viewer, KeyForm::tr("Viewer"), KeyForm::tr("Sees everything of its owner, and changes nothing.")},
        {Operator, KeyForm::tr("Operator"),
         KeyForm::tr("Starts and steers work: tasks, agents, clusters, documents.")},
        {Approver, KeyForm::tr("Approver"),
         KeyForm::tr("Does what an operator does, and decides approvals.")},
        {Administrator, KeyForm::tr("Administrator"),
         KeyForm::tr("Everything, as you: also keys, and what others own.")}};
}

constexpr int usualRole = 1; // a program that runs tasks

} // namespace

QString rightsText(core::Scopes scopes)
{
    for (const Role &role : roles()) {
        if (scopes == core::scopesOf(role.role))
            return role.name;
    }
    return core::wordsOf(scopes).join(u", "_s);
}

KeyForm::KeyForm(const Theme &theme, KeyScope &keys, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    build(keys);
    startNew();
}

void KeyForm::build(KeyScope &keys)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    m_card = new Card(m_theme, tr("Key"));
    outer->addWidget(m_card);
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(space::cardPadding - 1, space::medium, space::cardPadding - 1, space::medium);
    column->setSpacing(space::medium);
    m_name = new QLineEdit;
    m_name->setPlaceholderText(tr("Nightly report"));
    m_role = new QComboBox;
    for (const Role &role : roles())
        m_role->addItem(role.name, role.purpose);
    m_nameField = new FormField(m_theme, tr("Name"), m_name, tr("Which program uses it."));
    m_roleField = new FormField(m_theme, tr("Role"), m_role);
    m_fields = new QWidget;
    auto *row = new QHBoxLayout(m_fields);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::large);
    row->addWidget(m_nameField, 1);
    row->addWidget(m_roleField, 1);
    m_facts = new Label(m_theme, Type::Text, Ink::Muted);
    m_facts->setOverflow(Overflow::Wrap);
    m_facts->setSelectable(true);
    m_once = new Notice(m_theme, Tone::Green);
    m_copy = m_once->addButton(new Button(m_theme, tr("Copy"), ButtonKind::Primary));
    m_notice = new Notice(m_theme, Tone::Red);
    m_confirm = new Confirm(m_theme);
    for (QWidget *part : std::initializer_list<QWidget *>{m_fields, m_facts, m_once, m_notice, m_confirm})
        column->addWidget(part);
    column->addStretch(1);
    m_card->body()->addWidget(content, 1);
    m_card->addRule();
    m_card->body()->addWidget(buildBar(keys));
    connect(m_role, &QComboBox::currentIndexChanged, this, &KeyForm::showMode);
    connect(m_name, &QLineEdit::returnPressed, this, [this] { m_make->click(); });
    connect(m_name, &QLineEdit::textEdited, this, [this] { m_nameField->setProblem({}); });
    connect(m_copy, &Button::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_secret);
        m_copy->setText(tr("Copied"));
    });
    connect(m_confirm, &Confirm::confirmed, this, [this] { emit revokeRequested(m_key.id); });
}

QWidget *KeyForm::buildBar(KeyScope &keys)
{
    auto *bar = new QWidget;
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(space::cardPadding - 1, space::small, space::cardPadding - 1, space::small);
    row->setSpacing(space::small);
    m_make = new Button(m_theme, tr("Make the key"), ButtonKind::Primary);
    m_make->setKeyHint(keyHintOf(ActionId::Save));
    m_cancel = new Button(m_theme, tr("Cancel"));
    m_revoke = actionButton(m_theme, ActionId::Revoke);
    row->addWidget(m_make);
    row->addWidget(m_cancel);
    row->addStretch(1);
    row->addWidget(m_revoke);
    keys.bind(ActionId::Save, m_make);
    keys.bind(ActionId::Revoke, m_revoke);
    connect(m_make, &Button::clicked, this,
            [this] { emit makeRequested(m_name->text().trimmed(), chosen()); });
    connect(m_cancel, &Button::clicked, this, &KeyForm::cancelled);
    connect(m_revoke, &Button::clicked, this, [this] {
        m_confirm->ask(tr("Revoke “%1”?").arg(m_key.name),
                       tr("Programs that use it are refused from then on. This cannot be undone."),
                       tr("Revoke key"));
    });
    return bar;
}

void KeyForm::startNew()
{
    m_key = {};
    m_secret.clear();
    m_name->clear();
    m_role->setCurrentIndex(usualRole);
    m_nameField->setProblem({});
    m_notice->hide();
    m_confirm->hide();
    showMode();
}

void KeyForm::focusFirst()
{
    m_name->setFocus(Qt::OtherFocusReason);
}

void KeyForm::setKey(const core::ApiKey &key)
{
    if (key.id != m_key.id) {
        m_secret.clear();
        m_notice->hide();
        m_confirm->hide();
    }
    m_key = key;
    showMode();
}

void KeyForm::showSecret(const core::NewKey &made)
{
    m_key = made.key;
    m_secret = made.secret;
    m_copy->setText(tr("Copy"));
    m_once->setTexts(tr("This is the key. It is shown this once; copy it now."), {}, made.secret);
    showMode();
    m_copy->setFocus(Qt::OtherFocusReason);
}

void KeyForm::showMode()
{
    const bool isNew = m_key.id.isEmpty();
    const bool isRevoked = core::isSet(m_key.revokedAt);
    m_card->setTitle(isNew ? tr("New key") : m_key.name);
    m_card->setSubtitle(isNew ? tr("for a program that calls this server") : tr("%1…").arg(m_key.prefix));
    m_fields->setVisible(isNew);
    m_facts->setVisible(!isNew);
    m_once->setVisible(!m_secret.isEmpty());
    m_make->setVisible(isNew);
    m_cancel->setVisible(isNew);
    m_revoke->setVisible(!isNew && !isRevoked);
    m_roleField->setHint(m_role->currentData().toString());
    m_role->setToolTip(core::wordsOf(chosen()).join(u", "_s));
    const QString words = core::wordsOf(m_key.scopes).join(u", "_s);
    const QString rights = rightsText(m_key.scopes);
    QStringList facts{rights == words ? tr("May: %1").arg(words) : tr("Role: %1 (%2)").arg(rights, words),
                      tr("Owner: %1").arg(m_key.owner), tr("Made: %1").arg(exactText(m_key.createdAt))};
    if (isRevoked)
        facts.append(tr("Revoked: %1").arg(exactText(m_key.revokedAt)));
    m_facts->setText(facts.join(u'\n'));
}

core::Scopes KeyForm::chosen() const
{
    return core::scopesOf(roles().value(m_role->currentIndex()).role);
}

void KeyForm::setProblem(const QString &title, const core::Error &error)
{
    if (error.field == "name"_L1) {
        m_nameField->setProblem(error.text);
        m_name->setFocus(Qt::OtherFocusReason);
        return;
    }
    m_notice->setTexts(title, error.text);
    m_notice->show();
}

} // namespace ui
