// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/argumentsform.h"

#include "ui/pages/argumentrow.h"
#include "ui/widgets/label.h"

#include <QGridLayout>

#include <algorithm>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype deepest = 4;
constexpr qsizetype mostRows = 100; // more is shown as JSON

// The object with the value at the end of the path; an undefined one takes it away.
QJsonObject withValue(QJsonObject object, const QStringList &path, const QJsonValue &value)
{
    if (path.size() > 1)
        object.insert(path.first(), withValue(object.value(path.first()).toObject(), path.mid(1), value));
    else if (value.isUndefined())
        object.remove(path.first());
    else
        object.insert(path.first(), value);
    return object;
}

} // namespace

ArgumentsForm::ArgumentsForm(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setAccessibleName(tr("Arguments"));
}

void ArgumentsForm::setProposal(const QJsonObject &schema, const QJsonObject &arguments)
{
    qDeleteAll(m_rows);
    m_rows.clear();
    qDeleteAll(findChildren<QWidget *>(Qt::FindDirectChildrenOnly));
    delete layout();
    m_proposal = arguments;
    m_grid = new QGridLayout(this);
    m_grid->setContentsMargins(space::cardPadding - 1, space::medium, space::cardPadding - 1, space::medium);
    m_grid->setHorizontalSpacing(space::large);
    m_grid->setVerticalSpacing(space::tiny);
    m_grid->setColumnStretch(1, 1);
    addRows(schema, arguments, {});
    setReadOnly(m_readOnly);
}

void ArgumentsForm::addRows(const QJsonObject &schema, const QJsonObject &values, const QStringList &path)
{
    const QJsonObject properties = schema.value("properties"_L1).toObject();
    QStringList names = values.keys();
    for (const QString &name : properties.keys()) {
        // What was not given can be, unless it would be an object.
        const QString type = properties.value(name).toObject().value("type"_L1).toString();
        if (!names.contains(name) && type != "object"_L1)
            names.append(name);
    }
    for (const QString &name : std::as_const(names)) {
        const QJsonObject own = properties.value(name).toObject();
        const QJsonValue value = values.value(name);
        const QStringList at = path + QStringList{name};
        const bool opens = value.isObject() && !value.toObject().isEmpty() && at.size() < deepest &&
                           m_rows.size() + value.toObject().size() < mostRows;
        if (opens)
            addRows(own, value.toObject(), at);
        else
            addRow(own, value, at);
    }
}

void ArgumentsForm::addRow(const QJsonObject &schema, const QJsonValue &value, const QStringList &path)
{
    auto *row = new ArgumentRow(m_theme, schema, value, path, this);
    row->place(*m_grid);
    m_rows.append(row);
    connect(row, &ArgumentRow::changed, this, &ArgumentsForm::changed);
}

void ArgumentsForm::setReadOnly(bool readOnly)
{
    m_readOnly = readOnly;
    for (ArgumentRow *row : std::as_const(m_rows))
        row->setReadOnly(readOnly);
}

void ArgumentsForm::focusFirst()
{
    if (!m_rows.isEmpty())
        m_rows.first()->field()->setFocus(Qt::OtherFocusReason);
}

QJsonObject ArgumentsForm::arguments() const
{
    QJsonObject arguments = m_proposal;
    for (const ArgumentRow *row : m_rows) {
        if (row->isChanged())
            arguments = withValue(arguments, row->path(), row->value());
    }
    return arguments;
}

bool ArgumentsForm::isChanged() const
{
    return std::ranges::any_of(m_rows, &ArgumentRow::isChanged);
}

bool ArgumentsForm::isValid() const
{
    return std::ranges::all_of(m_rows, &ArgumentRow::isValid);
}

ArgumentsForm::Typed ArgumentsForm::typed() const
{
    Typed typed;
    for (const ArgumentRow *row : m_rows) {
        if (row->isChanged())
            typed.insert(row->name(), row->typed());
    }
    return typed;
}

void ArgumentsForm::setTyped(const Typed &typed)
{
    for (ArgumentRow *row : std::as_const(m_rows)) {
        if (typed.contains(row->name()))
            row->setTyped(typed.value(row->name()));
    }
}

void ArgumentsForm::discard()
{
    for (ArgumentRow *row : std::as_const(m_rows))
        row->discard();
}

} // namespace ui
