// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/personalsection.h"

#include "ui/settings/choicerow.h"
#include "ui/widgets/card.h"

#include <QVBoxLayout>

#include <algorithm>

namespace ui {

using namespace Qt::Literals::StringLiterals;

PersonalSection::PersonalSection(Backend &backend, const Theme &theme, QWidget *parent)
    : Section(u"appearance"_s, tr("Appearance and notices"),
              {tr("Dark and light"), tr("Notifications on and off"), tr("Time to undo a decision")}, parent)
    , m_backend(backend)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    auto *card = new Card(theme, title());
    column->addWidget(card);
    column->addStretch(1);
    const auto add = [&](const QString &name, ChoiceRow *row) {
        if (!m_rows.isEmpty())
            card->addRule();
        card->body()->addWidget(row);
        m_rows.append({name, row});
        connect(row, &ChoiceRow::chosen, this, [this, name](const QString &value) { choose(name, value); });
    };
    add(u"appearance.theme"_s,
        new ChoiceRow(
            theme, tr("Appearance"), tr("The colours of this window."),
            {{u"system"_s, tr("As the desktop")}, {u"dark"_s, tr("Dark")}, {u"light"_s, tr("Light")}}));
    add(u"notifications.approvals"_s,
        new ChoiceRow(theme, tr("Notifications"),
                      tr("Tell on the desktop when an agent waits for you and the window is not in front."),
                      {{u"on"_s, tr("On")}, {u"off"_s, tr("Off")}}));
    add(u"approvals.undo_seconds"_s,
        new ChoiceRow(
            theme, tr("Time to undo a decision"),
            tr("Holds back what you approve or reject in this window; Z takes it back. Off: it holds at "
               "once."),
            {{u"0"_s, tr("Off")},
             {u"5"_s, tr("5 s")},
             {u"8"_s, tr("8 s")},
             {u"15"_s, tr("15 s")},
             {u"30"_s, tr("30 s")}}));
    connect(&backend, &Backend::announced, this, [this](const QList<core::Event> &events) {
        if (std::ranges::find(events, core::EventType::SettingChanged, &core::Event::type) != events.end())
            reload();
    });
}

void PersonalSection::enter()
{
    reload();
}

void PersonalSection::reload()
{
    QStringList names;
    for (const auto &[name, row] : std::as_const(m_rows))
        names.append(name);
    m_backend.call(
        this,
        [names](core::Core &core) -> core::Result<QStringList> {
            QStringList values;
            for (const QString &name : names)
                values.append(core.settings().value(name));
            return values;
        },
        [this](const core::Result<QStringList> &values) {
            for (qsizetype i = 0; values && i < m_rows.size(); ++i)
                m_rows[i].second->setValue(values->value(i));
        });
}

void PersonalSection::choose(const QString &name, const QString &value)
{
    m_backend.call(
        this,
        [name, value, principal = m_backend.principal()](core::Core &core) {
            return core.settings().set(name, value, principal);
        },
        [this, name](const core::Result<void> &done) {
            for (const auto &[known, row] : std::as_const(m_rows)) {
                if (known == name)
                    row->setProblem(done ? QString() : done.error().text);
            }
            if (!done)
                reload(); // the chip goes back to what holds
        });
}

} // namespace ui
