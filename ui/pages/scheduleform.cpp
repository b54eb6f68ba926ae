// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/scheduleform.h"

#include "core/schedule/schedulecheck.h"
#include "ui/models/cronwords.h"
#include "ui/models/timetext.h"
#include "ui/widgets/card.h"
#include "ui/widgets/formfield.h"
#include "ui/widgets/notice.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QTimeZone>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

// What is chosen most, by its cron line.
QStringList presets()
{
    return {u"0 9 * * *"_s, u"0 9 * * 1-5"_s, u"0 9 * * 1"_s, u"0 9 1 * *"_s, u"0 * * * *"_s};
}

QString sentence(const QString &text)
{
    return text.isEmpty() ? text : QString(text.first(1).toUpper() + text.sliced(1));
}

} // namespace

ScheduleForm::ScheduleForm(const Theme &theme, KeyScope &keys, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    m_card = new Card(theme, tr("New schedule"));
    outer->addWidget(m_card);
    auto *scroll = new QScrollArea;
    scroll->setWidget(buildFields());
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_card->body()->addWidget(scroll, 1);
    m_card->addRule();
    m_card->body()->addWidget(buildBar(keys));
}

QWidget *ScheduleForm::buildFields()
{
    auto *content = new QWidget;
    content->setObjectName(u"scrolled"_s);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(space::cardPadding - 1, space::medium, space::cardPadding - 1, space::medium);
    column->setSpacing(space::medium);
    m_name = new QLineEdit;
    m_name->setPlaceholderText(tr("Morning report"));
    m_query = new QPlainTextEdit;
    m_query->setPlaceholderText(tr("What shall be done?"));
    m_query->setTabChangesFocus(true);
    m_query->setFixedHeight(76);
    m_preset = new QComboBox;
    for (const QString &cron : presets())
        m_preset->addItem(sentence(cronText(cron)), cron);
    m_preset->addItem(tr("As the cron line says"), QString());
    m_cron = new QLineEdit;
    m_cron->setFont(Theme::font(Type::Mono));
    m_zone = new QComboBox;
    m_zone->setEditable(true);
    m_zone->setInsertPolicy(QComboBox::NoInsert);
    for (QComboBox *box : {m_preset, m_zone}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(8);
    }
    m_nameField = new FormField(m_theme, tr("Name"), m_name);
    m_queryField = new FormField(m_theme, tr("Task"), m_query);
    m_cronField = new FormField(m_theme, tr("Cron line"), m_cron);
    m_zoneField = new FormField(m_theme, tr("Time zone"), m_zone);
    m_zone->lineEdit()->setAccessibleName(tr("Time zone"));
    m_notice = new Notice(m_theme, Tone::Red);
    m_notice->hide();
    auto *when = new FormField(m_theme, tr("When"), m_preset);
    for (QWidget *part : std::initializer_list<QWidget *>{m_nameField, m_queryField, when, m_cronField,
                                                          m_zoneField, m_notice})
        column->addWidget(part);
    column->addStretch(1);
    connect(m_preset, &QComboBox::activated, this, &ScheduleForm::takePreset);
    connect(m_cron, &QLineEdit::textChanged, this, &ScheduleForm::showTimes);
    connect(m_zone, &QComboBox::currentTextChanged, this, &ScheduleForm::showTimes);
    connect(m_name, &QLineEdit::textEdited, this, [this] { m_nameField->setProblem({}); });
    connect(m_query, &QPlainTextEdit::textChanged, this, [this] { m_queryField->setProblem({}); });
    for (QLineEdit *line : {m_name, m_cron})
        connect(line, &QLineEdit::returnPressed, this, &ScheduleForm::save);
    return content;
}

QWidget *ScheduleForm::buildBar(KeyScope &keys)
{
    auto *bar = new QWidget;
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(space::cardPadding - 1, space::small, space::cardPadding - 1, space::small);
    row->setSpacing(space::small);
    m_save = actionButton(m_theme, ActionId::Save);
    auto *cancel = new Button(m_theme, tr("Cancel"));
    row->addWidget(m_save);
    row->addWidget(cancel);
    row->addStretch(1);
    keys.bind(ActionId::Save, m_save);
    connect(m_save, &Button::clicked, this, &ScheduleForm::save);
    connect(cancel, &Button::clicked, this, &ScheduleForm::cancelled);
    return bar;
}

void ScheduleForm::startNew()
{
    m_id.clear();
    m_card->setTitle(tr("New schedule"));
    const QString here = QString::fromLatin1(QTimeZone::systemTimeZoneId());
    fill({.cron = presets().constFirst(), .zone = core::zoneNamed(here) ? here : u"UTC"_s});
    m_name->setFocus(Qt::OtherFocusReason);
}

void ScheduleForm::edit(const core::Schedule &schedule)
{
    m_id = schedule.id;
    m_card->setTitle(schedule.wanted.name);
    fill(schedule.wanted);
    m_name->setFocus(Qt::OtherFocusReason);
}

void ScheduleForm::fill(const core::NewSchedule &wanted)
{
    if (m_zone->count() == 0) { // there are hundreds, and few people ever need them
        for (const QByteArray &zone : QTimeZone::availableTimeZoneIds())
            m_zone->addItem(QString::fromLatin1(zone));
    }
    m_wanted = wanted;
    m_name->setText(wanted.name);
    m_query->setPlainText(wanted.query);
    m_cron->setText(wanted.cron);
    m_zone->setCurrentText(wanted.zone);
    clearProblems();
    showTimes();
}

void ScheduleForm::takePreset()
{
    const QString cron = m_preset->currentData().toString();
    if (!cron.isEmpty())
        m_cron->setText(cron);
    else
        m_cron->setFocus(Qt::OtherFocusReason);
}

// What the cron line means, as it is typed.
void ScheduleForm::showTimes()
{
    const QString line = m_cron->text().simplified();
    const int known = m_preset->findData(line);
    m_preset->setCurrentIndex(known >= 0 && !line.isEmpty() ? known : m_preset->count() - 1);
    const auto cron = core::CronExpression::parse(line);
    const auto zone = core::zoneNamed(m_zone->currentText());
    m_zoneField->setProblem(zone ? QString()
                                 : tr("There is no such time zone. Europe/Berlin and UTC are some."));
    m_cronField->setProblem(cron ? QString() : sentence(cron.error().text));
    if (!cron || !zone)
        return m_cronField->setHint({});
    const core::Timestamp now = core::Clock().now();
    const QString next = exactText(cron->next(now, *zone));
    m_cronField->setHint(tr("%1. The next time is %2.").arg(sentence(cronText(line)), next));
}

void ScheduleForm::clearProblems()
{
    for (FormField *field : {m_nameField, m_queryField, m_cronField, m_zoneField})
        field->setProblem({});
    m_notice->hide();
}

void ScheduleForm::save()
{
    m_notice->hide();
    core::NewSchedule wanted = m_wanted;
    wanted.name = m_name->text().trimmed();
    wanted.query = m_query->toPlainText().trimmed();
    wanted.cron = m_cron->text().simplified();
    wanted.zone = m_zone->currentText().trimmed();
    m_nameField->setProblem(wanted.name.isEmpty() ? tr("Give it a name.") : QString());
    m_queryField->setProblem(wanted.query.isEmpty() ? tr("Say what shall be done.") : QString());
    for (FormField *field : {m_nameField, m_queryField, m_cronField, m_zoneField}) {
        if (field->problem().isEmpty())
            continue;
        field->editor()->setFocus(Qt::OtherFocusReason);
        return;
    }
    emit saveRequested(m_id, wanted);
}

void ScheduleForm::setProblem(const core::Error &error)
{
    const QHash<QString, FormField *> fields{{u"name"_s, m_nameField},
                                             {u"task_query"_s, m_queryField},
                                             {u"cron_expression"_s, m_cronField},
                                             {u"timezone"_s, m_zoneField}};
    if (FormField *field = fields.value(error.field)) {
        field->setProblem(sentence(error.text));
        field->editor()->setFocus(Qt::OtherFocusReason);
        return;
    }
    m_notice->setTexts(tr("The schedule was not saved"), sentence(error.text));
    m_notice->show();
}

} // namespace ui
