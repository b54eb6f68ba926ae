// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/newtaskpanel.h"

#include "core/base/visibletext.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/label.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPlainTextEdit>
#include <QStyle>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

// Who can be given the task, and who gets it where nobody is named.
struct Agents
{
    QList<core::Agent> all = {};
    QString chosen = {};
};

} // namespace

NewTaskPanel::NewTaskPanel(Backend &backend, const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_backend(backend)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *card = new Card(theme, tr("New task"));
    outer->addWidget(card);
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::small);
    m_text = new QPlainTextEdit;
    m_text->setAccessibleName(tr("What shall be done"));
    m_text->setPlaceholderText(tr("What shall be done?"));
    m_text->setFixedHeight(76);
    m_text->setTabChangesFocus(true);
    m_text->installEventFilter(this);
    m_problem = new Label(theme, Type::Text, Ink::Red);
    m_problem->setOverflow(Overflow::Wrap);
    m_problem->hide();
    m_agent = new QComboBox;
    m_agent->setAccessibleName(tr("Agent"));
    m_agent->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_agent->setMinimumContentsLength(3);
    m_start = new Button(theme, tr("Start"), ButtonKind::Primary);
    m_start->setKeyHint(tr("Ctrl Enter"));
    auto *cancel = new Button(theme, tr("Close"));
    cancel->setToolTip(tr("Esc"));
    auto *row = new QHBoxLayout;
    row->setSpacing(space::small);
    row->addWidget(m_agent, 1);
    row->addWidget(cancel);
    row->addWidget(m_start);
    column->addWidget(m_text);
    column->addWidget(m_problem);
    column->addLayout(row);
    card->addPadded(content);
    connect(m_start, &Button::clicked, this, &NewTaskPanel::submit);
    connect(cancel, &Button::clicked, this, &NewTaskPanel::putAway);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    hide();
}

void NewTaskPanel::open(const QString &text)
{
    if (!text.isEmpty())
        m_text->setPlainText(text);
    setProblem({});
    readAgents();
    show();
    m_text->setFocus(Qt::OtherFocusReason);
    m_text->moveCursor(QTextCursor::End);
}

// What was written stays there for the next time.
void NewTaskPanel::putAway()
{
    hide();
    emit closed();
}

void NewTaskPanel::readAgents()
{
    m_backend.call(
        this,
        [user = m_backend.principal().user](core::Core &core) -> core::Result<Agents> {
            return Agents{.all = core.fleet().agents({}, core::localOperator()),
                          .chosen = TRY(core.defaultAgents().chosen(user))};
        },
        [this](const core::Result<Agents> &agents) {
            if (!agents)
                return setProblem(agents.error().text);
            const QString chosen = m_agent->currentData().toString();
            m_agent->clear();
            m_agent->addItem(agents->chosen.isEmpty() ? tr("The built-in assistant")
                                                      : tr("Your default, %1").arg(agents->chosen),
                             QString());
            for (const core::Agent &agent : agents->all)
                m_agent->addItem(core::visibleLine(tr("%1 · %2").arg(agent.clusterName, agent.spec.name)),
                                 agent.id.value);
            m_agent->setCurrentIndex(std::max(0, m_agent->findData(chosen)));
        });
}

void NewTaskPanel::setProblem(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_text->setProperty("invalid", !problem.isEmpty());
    m_text->style()->unpolish(m_text);
    m_text->style()->polish(m_text);
}

void NewTaskPanel::submit()
{
    m_start->setEnabled(false);
    m_backend.call(
        this,
        [query = m_text->toPlainText(), agent = m_agent->currentData().toString(),
         principal = m_backend.principal()](core::Core &core) {
            return core.tasks().submit({.query = query, .agent = {agent}}, principal);
        },
        [this](const core::Result<core::Task> &task) {
            m_start->setEnabled(true);
            setProblem(task ? QString() : task.error().text);
            if (!task)
                return;
            m_text->clear();
            hide();
            emit submitted(task->id.value);
        });
}

bool NewTaskPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<const QKeyEvent *>(event);
    if (key->key() == Qt::Key_Escape) {
        putAway();
        return true;
    }
    const bool isEnter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (isEnter && key->modifiers().testFlag(Qt::ControlModifier)) {
        m_start->click();
        return true;
    }
    return false;
}

} // namespace ui
