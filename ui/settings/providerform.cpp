// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/providerform.h"

#include "ui/widgets/card.h"
#include "ui/widgets/confirm.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/formfield.h"
#include "ui/widgets/label.h"

#include <QApplication>
#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QScrollArea>

#include <algorithm>

namespace ui {

using namespace Qt::Literals::StringLiterals;
using core::ProviderOrigin;

ProviderForm::ProviderForm(const Theme &theme, KeyScope &keys, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    build(keys);
    startNew();
}

void ProviderForm::build(KeyScope &keys)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    m_card = new Card(m_theme, tr("Provider"));
    outer->addWidget(m_card);
    auto *content = new QWidget;
    content->setObjectName(u"scrolled"_s);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(space::cardPadding - 1, space::medium, space::cardPadding - 1, space::medium);
    column->setSpacing(space::medium);
    m_about = new Label(
        m_theme,
        tr("It plans and answers by rule: from the documents that it is given, with the passages quoted, "
           "and for arithmetic, files and pages. It is no model; add one for everything else."),
        Type::Text, Ink::Muted);
    m_about->setOverflow(Overflow::Wrap);
    column->addWidget(m_about);
    column->addWidget(buildFields());
    m_notice = new Notice(m_theme, Tone::Red);
    m_notice->hide();
    m_confirm = new Confirm(m_theme);
    column->addWidget(m_notice);
    column->addStretch(1);
    auto *scroll = new QScrollArea;
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_card->body()->addWidget(scroll, 1);
    m_card->body()->addWidget(m_confirm); // below what scrolls: a question is never out of sight
    m_confirm->setContentsMargins(space::cardPadding - 1, 0, space::cardPadding - 1, space::medium);
    m_card->addRule();
    m_card->body()->addWidget(buildBar(keys));
    connect(m_confirm, &Confirm::confirmed, this, [this] { emit removeRequested(name()); });
}

QWidget *ProviderForm::buildFields()
{
    m_fields = new QWidget;
    auto *grid = new QGridLayout(m_fields);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(space::large);
    grid->setVerticalSpacing(space::medium);
    m_kind = new QComboBox;
    m_kind->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    for (const ProviderPreset &preset : providerPresets())
        m_kind->addItem(preset.title, preset.id);
    m_name = new QLineEdit;
    m_url = new QLineEdit;
    m_model = new QLineEdit;
    m_key = new QLineEdit;
    m_key->setEchoMode(QLineEdit::Password);
    m_kindField = new FormField(m_theme, tr("Kind"), m_kind);
    m_nameField = new FormField(m_theme, tr("Name"), m_name, tr("What manifests and requests call it."));
    m_urlField = new FormField(m_theme, tr("Address"), m_url);
    m_modelField =
        new FormField(m_theme, tr("Model"), m_model, tr("Where an agent or a request names none."));
    m_keyField = new FormField(m_theme, tr("Key"), m_key);
    grid->addWidget(m_kindField, 0, 0);
    grid->addWidget(m_nameField, 0, 1);
    grid->addWidget(m_urlField, 1, 0);
    grid->addWidget(m_modelField, 1, 1);
    grid->addWidget(m_keyField, 2, 0, 1, 2);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    connect(m_kind, &QComboBox::activated, this, [this] { takePreset(); });
    for (QLineEdit *line : {m_name, m_url, m_model, m_key}) {
        connect(line, &QLineEdit::textEdited, this, [this] {
            m_dirty = true;
            clearProblems();
            showMode();
        });
        connect(line, &QLineEdit::returnPressed, this, [this] { m_save->click(); });
    }
    return m_fields;
}

QWidget *ProviderForm::buildBar(KeyScope &keys)
{
    m_bar = new QWidget;
    auto *row = new FlowLayout(m_bar);
    row->setContentsMargins(space::cardPadding - 1, space::small, space::cardPadding - 1, space::small);
    m_save = actionButton(m_theme, ActionId::Save);
    m_test = actionButton(m_theme, ActionId::TestConnection);
    m_default = actionButton(m_theme, ActionId::MakeDefault);
    m_cancel = new Button(m_theme, tr("Cancel"));
    m_remove = actionButton(m_theme, ActionId::Remove);
    for (Button *button : {m_save, m_test, m_default, m_cancel})
        row->addWidget(button);
    row->addWidget(m_remove);
    keys.bind(ActionId::Save, m_save);
    keys.bind(ActionId::TestConnection, m_test);
    keys.bind(ActionId::MakeDefault, m_default);
    keys.bind(ActionId::Remove, m_remove);
    connect(m_save, &Button::clicked, this, [this] { emit saveRequested(typed()); });
    connect(m_test, &Button::clicked, this, [this] { emit testRequested(typed()); });
    connect(m_default, &Button::clicked, this, [this] { emit defaultRequested(name()); });
    connect(m_cancel, &Button::clicked, this, [this] {
        m_dirty = false;
        clearProblems();
        if (m_shown)
            fill(*m_shown);
        emit cancelled();
    });
    connect(m_remove, &Button::clicked, this, [this] {
        m_confirm->ask(
            tr("Remove %1?").arg(name()),
            tr("Its key is taken out of the keychain. Agents that name it fail until it is there again."),
            tr("Remove provider"));
    });
    return m_bar;
}

QString ProviderForm::name() const
{
    return m_name->text().trimmed();
}

ProviderPreset ProviderForm::preset() const
{
    const QList<ProviderPreset> presets = providerPresets();
    const int index = m_kind->currentIndex();
    return presets.value(std::max(0, index));
}

core::ProviderSettings ProviderForm::typed() const
{
    return {.name = name(),
            .kind = preset().kind,
            .baseUrl = m_url->text().trimmed(),
            .defaultModel = m_model->text().trimmed(),
            .key = m_key->text().trimmed()};
}

void ProviderForm::focusFirst()
{
    m_name->setFocus(Qt::OtherFocusReason);
}

void ProviderForm::startNew()
{
    m_shown.reset();
    m_dirty = false;
    m_kind->setCurrentIndex(0);
    for (QLineEdit *line : {m_name, m_url, m_model, m_key})
        line->clear();
    m_confirm->hide();
    m_notice->hide();
    takePreset();
}

void ProviderForm::setProvider(const core::KnownProvider &provider)
{
    // One that was new a moment ago is no other one now that it is saved.
    const bool isOther = (m_shown ? m_shown->name : name()) != provider.name;
    m_shown = provider;
    if (isOther) {
        m_confirm->hide();
        clearProblems();
        m_dirty = false;
    }
    if (!m_dirty)
        fill(provider);
    showMode();
}

void ProviderForm::fill(const core::KnownProvider &provider)
{
    const QList<ProviderPreset> presets = providerPresets();
    auto chosen = std::find_if(presets.begin(), presets.end(), [&](const ProviderPreset &preset) {
        return preset.kind == provider.kind && preset.name == provider.name;
    });
    if (chosen == presets.end())
        chosen = std::find_if(presets.begin(), presets.end(), [&](const ProviderPreset &preset) {
            return preset.kind == provider.kind && preset.name.isEmpty();
        });
    m_kind->setCurrentIndex(chosen == presets.end() ? -1 : int(chosen - presets.begin()));
    m_name->setText(provider.name);
    m_url->setText(provider.baseUrl);
    m_model->setText(provider.model);
    m_key->clear();
    showMode();
}

// What is known of the kind beforehand takes the place of what the last kind proposed, not of what was typed.
void ProviderForm::takePreset()
{
    if (m_shown) {
        m_dirty = true;
        return showMode();
    }
    const QList<ProviderPreset> presets = providerPresets();
    const auto wasProposed = [&](const QString &text, QString ProviderPreset::*field) {
        return text.isEmpty() ||
               std::any_of(presets.begin(), presets.end(),
                           [&](const ProviderPreset &preset) { return preset.*field == text; });
    };
    const ProviderPreset chosen = preset();
    if (wasProposed(name(), &ProviderPreset::name))
        m_name->setText(chosen.name);
    if (wasProposed(m_url->text(), &ProviderPreset::baseUrl))
        m_url->setText(chosen.baseUrl);
    clearProblems();
    showMode();
}

void ProviderForm::showMode()
{
    const bool isMine = !m_shown || m_shown->origin == ProviderOrigin::Person;
    const bool isBuiltin = m_shown && m_shown->origin == ProviderOrigin::Builtin;
    const ProviderPreset chosen = preset();
    m_card->setTitle(m_shown ? m_shown->name : tr("New provider"));
    m_card->setSubtitle(isBuiltin ? tr("part of Signalbox: it needs no account, no key and no network")
                        : !isMine ? tr("set by the options of the program or its environment")
                                  : QString());
    m_kind->setEnabled(isMine && !m_shown);
    m_name->setReadOnly(m_shown.has_value());
    for (QLineEdit *line : {m_url, m_model, m_key})
        line->setReadOnly(!isMine);
    m_about->setVisible(isBuiltin);
    m_fields->setVisible(!isBuiltin);
    m_keyField->setVisible(isMine);
    m_url->setPlaceholderText(chosen.urlHint);
    m_model->setPlaceholderText(chosen.modelHint);
    const bool hasKey = m_shown && m_shown->hasKey;
    m_key->setPlaceholderText(hasKey ? tr("A key is kept; type another one to replace it") : QString());
    m_keyField->setHint(
        chosen.wantsKey
            ? tr("Kept in the keychain of your desktop, where it has one, and sent to this address alone.")
            : tr("Only if the server asks for one. Kept in the keychain of your desktop, where it has one."));
    m_save->setVisible(isMine);
    m_save->setEnabled(!m_busy && (!m_shown || m_dirty));
    m_test->setVisible(isMine);
    m_test->setEnabled(!m_busy);
    m_default->setVisible(m_shown && !m_shown->isDefault);
    m_default->setEnabled(!m_busy && !m_dirty);
    m_cancel->setVisible(isMine && (!m_shown || m_dirty));
    m_remove->setVisible(m_shown && isMine && !m_dirty);
    m_bar->setVisible(isMine || !m_shown->isDefault);
}

void ProviderForm::clearProblems()
{
    for (FormField *field : {m_kindField, m_nameField, m_urlField, m_modelField, m_keyField})
        field->setProblem({});
    m_notice->hide();
}

void ProviderForm::setProblem(const QString &title, const core::Error &error)
{
    clearProblems();
    const std::pair<QString, FormField *> fields[] = {{u"kind"_s, m_kindField},
                                                      {u"name"_s, m_nameField},
                                                      {u"base_url"_s, m_urlField},
                                                      {u"model"_s, m_modelField},
                                                      {u"key"_s, m_keyField}};
    for (const auto &[name, field] : fields) {
        if (name != error.field)
            continue;
        field->setProblem(error.text);
        field->editor()->setFocus(Qt::OtherFocusReason);
        return;
    }
    say(Tone::Red, title, error.text);
}

void ProviderForm::say(Tone tone, const QString &title, const QString &text)
{
    m_notice->setTone(tone);
    m_notice->setTexts(title, text);
    m_notice->show();
}

void ProviderForm::setSaved()
{
    m_dirty = false;
    m_key->clear();
    showMode();
}

void ProviderForm::setBusy(bool busy)
{
    QWidget *focus = QApplication::focusWidget();
    if (busy)
        m_pressed = isAncestorOf(focus) ? focus : nullptr;
    m_busy = busy;
    showMode();
    // The next Enter must not press whatever stands beside what was pressed.
    if (!busy && m_pressed)
        m_pressed->setFocus(Qt::OtherFocusReason);
}

} // namespace ui
