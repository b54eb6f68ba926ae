// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/schedule/schedule.h"
#include "ui/shell/keyscope.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QPlainTextEdit;

namespace ui {

class Card;
class FormField;
class Notice;

// Where a person writes what shall be done again and again, and when. It only shows and asks; the page does.
// UI thread.
class ScheduleForm final : public QWidget
{
    Q_OBJECT

public:
    ScheduleForm(const Theme &theme, KeyScope &keys, QWidget *parent = nullptr);

    void startNew();
    void edit(const core::Schedule &schedule);
    void setProblem(const core::Error &error);

signals:
    // Without an id it is a new one.
    void saveRequested(const QString &id, const core::NewSchedule &wanted);
    void cancelled();

private:
    QWidget *buildFields();
    QWidget *buildBar(KeyScope &keys);
    void fill(const core::NewSchedule &wanted);
    void takePreset();
    void showTimes();
    void clearProblems();
    void save();

    const Theme &m_theme;
    QString m_id;
    core::NewSchedule m_wanted; // with what no field shows
    Card *m_card = nullptr;
    QLineEdit *m_name = nullptr;
    QPlainTextEdit *m_query = nullptr;
    QComboBox *m_preset = nullptr;
    QLineEdit *m_cron = nullptr;
    QComboBox *m_zone = nullptr;
    FormField *m_nameField = nullptr;
    FormField *m_queryField = nullptr;
    FormField *m_cronField = nullptr;
    FormField *m_zoneField = nullptr;
    Notice *m_notice = nullptr;
    Button *m_save = nullptr;
};

} // namespace ui
