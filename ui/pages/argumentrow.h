// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QJsonValue>
#include <QObject>
#include <QStringList>

class QCheckBox;
class QComboBox;
class QGridLayout;
class QLineEdit;
class QPlainTextEdit;

namespace ui {

class Label;

// What a field of a form holds.
enum class FieldKind { Text, LongText, Whole, Number, Flag, Choice, Json };

// The kind of a value by its schema, and by the value itself where the schema does not say.
FieldKind fieldKindOf(const QJsonObject &schema, const QJsonValue &value);
// A value as it is typed into a field of this kind.
QString typedOf(FieldKind kind, const QJsonValue &value);
// The value that was typed; undefined when it is none of this kind.
QJsonValue valueOf(FieldKind kind, const QString &typed);

// One argument: its name, the field with its value, and beside it what was proposed. Owned by its form; UI
// thread. Announces changed().
class ArgumentRow final : public QObject
{
    Q_OBJECT

public:
    ArgumentRow(const Theme &theme, const QJsonObject &schema, const QJsonValue &proposed,
                const QStringList &path, QObject *parent);

    // Takes the next row of the grid.
    void place(QGridLayout &grid);
    const QStringList &path() const { return m_path; }
    QString name() const;
    QWidget *field() const { return m_field; }

    QString typed() const;
    void setTyped(const QString &typed);
    void discard() { setTyped(m_typedBefore); }
    bool isChanged() const { return typed() != m_typedBefore; }
    bool isValid() const;
    // Undefined: the argument is not given.
    QJsonValue value() const;
    void setReadOnly(bool readOnly);

signals:
    void changed();

private:
    void build(const QJsonObject &schema);
    QWidget *buildChoice(const QJsonObject &schema);
    QWidget *buildText(const QJsonObject &schema);
    void show();
    QString problem() const;

    const Theme &m_theme;
    const QStringList m_path;
    const QJsonValue m_proposed;
    const FieldKind m_kind;
    QString m_typedBefore;
    QString m_hint;
    QGridLayout *m_grid = nullptr; // where it stands
    int m_row = 0;
    QWidget *m_field = nullptr;
    QLineEdit *m_line = nullptr;
    QPlainTextEdit *m_text = nullptr;
    QCheckBox *m_flag = nullptr;
    QComboBox *m_choice = nullptr;
    Label *m_name = nullptr;
    Label *m_beside = nullptr;
    Label *m_foot = nullptr;
};

} // namespace ui
