// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/toolline.h"

#include "core/base/visibletext.h"
#include "ui/widgets/button.h"
#include "ui/widgets/jsonview.h"
#include "ui/widgets/label.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>

namespace ui {

namespace {

// What stands before and behind the tool's name.
std::pair<QString, QString> wordsOf(const core::Step &step)
{
    if (step.state == core::StepState::Failed)
        return {ToolLine::tr("Tried"), ToolLine::tr("and failed: %1").arg(step.error)};
    if (step.state != core::StepState::Done)
        return {ToolLine::tr("Uses"), {}};
    const double seconds = static_cast<double>((step.finishedAt - step.startedAt).count()) / 1000;
    return {ToolLine::tr("Used"), ToolLine::tr("in %1 s").arg(QLocale().toString(seconds, 'f', 1))};
}

} // namespace

ToolLine::ToolLine(const Theme &theme, const core::Step &step, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_step(step)
{
    const auto [before, after] = wordsOf(step);
    auto *rest =
        new Label(theme, after, Type::Text, step.state == core::StepState::Failed ? Ink::Red : Ink::Muted);
    rest->setOverflow(Overflow::Elide);
    m_button = new Button(theme, tr("Show input and output"));
    m_button->setCheckable(true);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(space::medium, 3, 3, 3);
    row->setSpacing(space::tiny);
    row->addWidget(new Label(theme, before, Type::Text, Ink::Muted));
    row->addWidget(new Label(theme, step.tool, Type::Mono));
    row->addWidget(rest, 1);
    row->addWidget(m_button);
    m_view = new JsonView(theme);
    m_view->setAccessibleName(core::visibleLine(tr("Input and output of %1").arg(step.tool)));
    m_view->setMostLines(16);
    QJsonObject shown{{QStringLiteral("input"), step.input.value(QStringLiteral("arguments"))}};
    if (step.state == core::StepState::Done)
        shown.insert(QStringLiteral("output"), step.output.value(QStringLiteral("result")));
    else if (!step.error.isEmpty())
        shown.insert(QStringLiteral("error"), step.error);
    m_view->setValue(shown);
    m_view->hide();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(m_view);
    connect(m_button, &Button::toggled, this, [this](bool open) {
        m_view->setVisible(open);
        m_button->setText(open ? tr("Hide input and output") : tr("Show input and output"));
        m_button->updateGeometry();
        emit opened(open);
    });
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void ToolLine::setOpen(bool open)
{
    m_button->setChecked(open);
}

void ToolLine::paintEvent(QPaintEvent *)
{
    const Tokens &t = m_theme.tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(t.line, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), size::cardRadius,
                            size::cardRadius);
}

} // namespace ui
