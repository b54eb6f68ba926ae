// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QHash>
#include <QJsonObject>
#include <QWidget>

class QGridLayout;

namespace ui {

class ArgumentRow;

// The arguments of an action as a form, typed by the schema of its tool: a number stays a number, a choice is
// a list, what is nested is written as JSON. The proposal stands beside what was changed. What was not
// touched stays exactly as it was proposed. UI thread. Announces changed().
class ArgumentsForm final : public QWidget
{
    Q_OBJECT

public:
    // What a person has typed, by field, also where it cannot be used.
    using Typed = QHash<QString, QString>;

    explicit ArgumentsForm(const Theme &theme, QWidget *parent = nullptr);

    // A new proposal. Objects without a schema of their own are fields of their own ("body › amount").
    void setProposal(const QJsonObject &schema, const QJsonObject &arguments);
    void setReadOnly(bool readOnly);
    bool isEmpty() const { return m_rows.isEmpty(); }
    void focusFirst();

    // The proposal with what was changed.
    QJsonObject arguments() const;
    bool isChanged() const;
    // Whether everything that was typed is a value of its type.
    bool isValid() const;
    Typed typed() const;
    void setTyped(const Typed &typed);
    void discard();

signals:
    void changed();

private:
    void addRows(const QJsonObject &schema, const QJsonObject &values, const QStringList &path);
    void addRow(const QJsonObject &schema, const QJsonValue &value, const QStringList &path);

    const Theme &m_theme;
    QGridLayout *m_grid = nullptr;
    QJsonObject m_proposal;
    QList<ArgumentRow *> m_rows;
    bool m_readOnly = false;
};

} // namespace ui
