// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/argumentrow.h"

#include "core/base/json.h"
#include "core/base/numbertext.h"
#include "core/base/text.h"
#include "core/base/visibletext.h"
#include "ui/models/typednumber.h"
#include "ui/widgets/hiddennote.h"
#include "ui/widgets/jsonlines.h"
#include "ui/widgets/label.h"
#include "ui/widgets/tiptext.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QStyle>

#include <algorithm>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestLine = 90;
constexpr qsizetype longestBeside = 60;
constexpr int mostTextLines = 14;
constexpr int leastFileLines = 6;
constexpr int widestName = 180;
constexpr int widestBeside = 240;

QString typeOf(const QJsonObject &schema)
{
    const QJsonValue type = schema.value("type"_L1);
    if (!type.isArray())
        return type.toString();
    for (const QJsonValue &each : type.toArray()) {
        if (each.toString() != "null"_L1)
            return each.toString();
    }
    return {};
}

QJsonValue jsonOf(const QString &typed)
{
    // Anything may stand there; a document is an object or an array.
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray("[" + typed.toUtf8() + "]"));
    const QJsonArray array = document.array();
    return array.size() == 1 ? array.first() : QJsonValue(QJsonValue::Undefined);
}

NumberKind numberKindOf(FieldKind kind)
{
    return kind == FieldKind::Whole ? NumberKind::Whole : NumberKind::Any;
}

} // namespace

FieldKind fieldKindOf(const QJsonObject &schema, const QJsonValue &value)
{
    if (schema.value("enum"_L1).isArray() && !value.isObject() && !value.isArray())
        return FieldKind::Choice;
    const QString type = typeOf(schema);
    if (value.isObject() || value.isArray() || type == "object"_L1 || type == "array"_L1)
        return FieldKind::Json;
    if (type == "integer"_L1)
        return FieldKind::Whole;
    if (type == "number"_L1 || value.isDouble())
        return FieldKind::Number;
    if (type == "boolean"_L1 || value.isBool())
        return FieldKind::Flag;
    const QString text = value.toString();
    if (schema.contains("contentMediaType"_L1)) // a document, however short it is
        return FieldKind::LongText;
    return text.contains(u'\n') || text.size() > longestLine ? FieldKind::LongText : FieldKind::Text;
}

QString typedOf(FieldKind kind, const QJsonValue &value)
{
    if (value.isUndefined())
        return {};
    switch (kind) {
    case FieldKind::Text:
    case FieldKind::LongText:
        return value.isString() ? value.toString() : jsonLines(value).join(u'\n');
    case FieldKind::Whole:
    case FieldKind::Number:
        return value.isDouble() ? core::numberText(value) : jsonLines(value).join(u'\n');
    case FieldKind::Flag:
    case FieldKind::Choice:
    case FieldKind::Json:
        break;
    }
    return jsonLines(value).join(u'\n');
}

QJsonValue valueOf(FieldKind kind, const QString &typed)
{
    switch (kind) {
    case FieldKind::Text:
    case FieldKind::LongText:
        return typed;
    case FieldKind::Whole:
    case FieldKind::Number: {
        const auto number = numberTyped(typed, numberKindOf(kind));
        return number ? *number : QJsonValue(QJsonValue::Undefined);
    }
    case FieldKind::Flag:
    case FieldKind::Choice:
    case FieldKind::Json:
        break;
    }
    return jsonOf(typed);
}

ArgumentRow::ArgumentRow(const Theme &theme, const QJsonObject &schema, const QJsonValue &proposed,
                         const QStringList &path, QObject *parent)
    : QObject(parent)
    , m_theme(theme)
    , m_path(path)
    , m_proposed(proposed)
    , m_kind(fieldKindOf(schema, proposed))
    , m_typedBefore(typedOf(m_kind, proposed))
    , m_hint(schema.value("description"_L1).toString())
{
    build(schema);
    show();
}

QString ArgumentRow::name() const
{
    return m_path.join(u" › "_s);
}

void ArgumentRow::build(const QJsonObject &schema)
{
    m_name = new Label(m_theme, name(), Type::Text, Ink::Muted);
    m_name->setOverflow(Overflow::Wrap);
    m_name->setMaximumWidth(widestName);
    // In one line where there is room for it.
    m_name->setMinimumWidth(
        std::min(widestName, m_name->fontMetrics().horizontalAdvance(m_name->text()) + 1));
    m_name->setToolTip(tipText(m_hint));
    m_beside = new Label(m_theme, Type::Mono, Ink::Muted);
    m_beside->setOverflow(Overflow::ElideMiddle);
    m_foot = new Label(m_theme, Type::Secondary, Ink::Red);
    m_foot->setOverflow(Overflow::Wrap);
    if (m_kind == FieldKind::Flag)
        m_field = m_flag = new QCheckBox(tr("yes"));
    else if (m_kind == FieldKind::Choice)
        m_field = buildChoice(schema);
    else
        m_field = buildText(schema);
    m_field->setAccessibleName(core::visibleLine(name()));
    m_field->setAccessibleDescription(core::visibleText(m_hint));
    if (m_flag) {
        m_flag->setTristate(m_proposed.isUndefined());
        connect(m_flag, &QCheckBox::toggled, this, &ArgumentRow::show);
    }
    setTyped(m_typedBefore);
    m_typedBefore = typed(); // as the field has it: it knows one kind of line break
}

QWidget *ArgumentRow::buildChoice(const QJsonObject &schema)
{
    m_choice = new QComboBox;
    if (m_proposed.isUndefined())
        m_choice->addItem(tr("not given"), QString());
    QJsonArray values = schema.value("enum"_L1).toArray();
    if (!m_proposed.isUndefined() && !values.contains(m_proposed))
        values.prepend(m_proposed);
    for (const QJsonValue &value : std::as_const(values))
        m_choice->addItem(
            core::visibleLine(value.isString() ? value.toString() : typedOf(FieldKind::Json, value)),
            typedOf(FieldKind::Choice, value));
    connect(m_choice, &QComboBox::currentIndexChanged, this, &ArgumentRow::show);
    return m_choice;
}

QWidget *ArgumentRow::buildText(const QJsonObject &schema)
{
    const bool isLong = m_kind == FieldKind::LongText || m_kind == FieldKind::Json;
    if (!isLong) {
        m_line = new QLineEdit;
        m_line->setPlaceholderText(m_proposed.isUndefined() ? tr("not given") : QString());
        m_line->setLayoutDirection(Qt::LeftToRight);
        if (m_kind != FieldKind::Text)
            m_line->setFont(Theme::font(Type::Mono));
        connect(m_line, &QLineEdit::textChanged, this, &ArgumentRow::show);
        return m_line;
    }
    m_text = new QPlainTextEdit;
    m_text->setFont(Theme::font(Type::Mono));
    m_text->setTabChangesFocus(true);
    m_text->setLayoutDirection(Qt::LeftToRight);
    const bool isFile = schema.contains("contentMediaType"_L1);
    const auto lines =
        std::clamp<qsizetype>(m_typedBefore.count(u'\n') + 1 + m_typedBefore.size() / longestLine,
                              isFile ? leastFileLines : 2, mostTextLines);
    m_text->setFixedHeight(static_cast<int>(lines) * m_text->fontMetrics().lineSpacing() + 2 * space::medium);
    connect(m_text, &QPlainTextEdit::textChanged, this, &ArgumentRow::show);
    return m_text;
}

void ArgumentRow::place(QGridLayout &grid)
{
    const int row = grid.rowCount();
    m_grid = &grid;
    m_row = row;
    const bool isHigh = m_text != nullptr;
    if (!isHigh) {
        m_beside->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
        m_beside->setMaximumWidth(widestBeside);
    }
    grid.addWidget(m_name, row, 0, isHigh ? Qt::AlignTop : Qt::AlignVCenter);
    // A text has the whole width, and what it was stands below.
    grid.addWidget(m_field, row, 1, 1, isHigh ? 2 : 1);
    grid.addWidget(m_beside, row + (isHigh ? 1 : 0), isHigh ? 1 : 2, 1, isHigh ? 2 : 1);
    grid.addWidget(m_foot, row + 2, 1, 1, 2);
    show();
}

QString ArgumentRow::typed() const
{
    if (m_line)
        return m_line->text();
    if (m_text)
        return m_text->toPlainText();
    if (m_choice)
        return m_choice->currentData().toString();
    if (m_flag->checkState() == Qt::PartiallyChecked)
        return {};
    return m_flag->isChecked() ? u"true"_s : u"false"_s;
}

void ArgumentRow::setTyped(const QString &typed)
{
    if (m_line)
        m_line->setText(typed);
    else if (m_text)
        m_text->setPlainText(typed);
    else if (m_choice)
        m_choice->setCurrentIndex(std::max(0, m_choice->findData(typed)));
    else if (typed.isEmpty())
        m_flag->setCheckState(Qt::PartiallyChecked);
    else
        m_flag->setChecked(typed == "true"_L1);
}

QJsonValue ArgumentRow::value() const
{
    if (!isChanged())
        return m_proposed;
    // Nothing in a field that was not given is still nothing.
    if (typed().isEmpty() && m_kind != FieldKind::Text && m_kind != FieldKind::LongText)
        return QJsonValue(QJsonValue::Undefined);
    return valueOf(m_kind, typed());
}

bool ArgumentRow::isValid() const
{
    return problem().isEmpty();
}

QString ArgumentRow::problem() const
{
    const QByteArray text = typed().toUtf8();
    if (const auto at = core::unkeptNumberIn(text); isChanged() && m_kind == FieldKind::Json && at)
        return tr("Line %1: This number cannot be kept exactly. Put it in quotes.")
            .arg(text.first(*at).count('\n') + 1);
    if (!isChanged() || (typed().isEmpty() && m_proposed.isUndefined()) || !value().isUndefined())
        return {};
    switch (m_kind) {
    case FieldKind::Whole:
    case FieldKind::Number:
        return numberTyped(typed(), numberKindOf(m_kind)).error().text;
    default:
        return tr("A value in JSON, such as [1, 2] or {\"name\": \"value\"}");
    }
}

void ArgumentRow::setReadOnly(bool readOnly)
{
    if (m_line)
        m_line->setReadOnly(readOnly);
    else if (m_text)
        m_text->setReadOnly(readOnly);
    else
        m_field->setEnabled(!readOnly);
}

// What was proposed, where something else stands; what is wrong; and what cannot be seen.
void ArgumentRow::show()
{
    const bool isOther = isChanged();
    const FieldKind kind = m_proposed.isString()   ? FieldKind::Text
                           : m_proposed.isDouble() ? FieldKind::Number
                                                   : FieldKind::Json;
    const QString before = m_proposed.isUndefined() ? tr("not given") : typedOf(kind, m_proposed);
    QFont font = Theme::font(Type::Mono);
    font.setStrikeOut(isOther && !m_proposed.isUndefined());
    m_beside->setFont(font);
    m_beside->setInk(isOther ? Ink::Red : Ink::Muted);
    m_beside->setText(
        isOther
            ? core::shortened(core::visibleText(before.left(4 * longestBeside)).simplified(), longestBeside)
            : QString());
    m_beside->setVisible(isOther && m_beside->parentWidget());
    if (m_grid && !m_text) { // all of the width while nothing stands beside it
        m_grid->removeWidget(m_field);
        m_grid->addWidget(m_field, m_row, 1, 1, isOther ? 1 : 2);
    }
    m_beside->setToolTip(isOther ? tipText(tr("Proposed: %1").arg(before)) : QString());
    const QString wrong = problem();
    const QString hidden = m_line || m_text ? hiddenNote(typed()) : QString();
    m_foot->setInk(wrong.isEmpty() ? Ink::Amber : Ink::Red);
    m_foot->setText(wrong.isEmpty() ? hidden : wrong);
    m_foot->setVisible(!m_foot->text().isEmpty() && m_foot->parentWidget());
    if (m_field->property("invalid").toBool() == wrong.isEmpty()) {
        m_field->setProperty("invalid", !wrong.isEmpty());
        m_field->style()->unpolish(m_field);
        m_field->style()->polish(m_field);
    }
    emit changed();
}

} // namespace ui
