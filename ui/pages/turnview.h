// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/chatwatch.h"
#include "ui/shell/theme.h"

#include <QSet>
#include <QWidget>

class QVBoxLayout;

namespace ui {

class Bubble;

// Whether the question stands above its answer, or somewhere else on the screen already.
enum class Question { Shown, Hidden };

// One question and what followed: tools, approvals to decide, the answer as it is written, or why there is
// none. UI thread. Announces what a person asked for.
class TurnView final : public QWidget
{
    Q_OBJECT

public:
    TurnView(Backend &backend, const Theme &theme, Question question = Question::Shown,
             QWidget *parent = nullptr);

    void setTurn(const ChatTurn &turn, const QString &agent, core::Timestamp now);

signals:
    void decided();
    void approvalRequested(const core::ApprovalId &approval);
    void retryRequested(const core::TaskId &task);

private:
    void build(const ChatTurn &turn, const QString &agent, core::Timestamp now);
    void addTools(const ChatTurn &turn);
    // The keys of the page decide the first approval alone.
    enum class Keys { Shown, None };
    void addApproval(const core::Approval &approval, Keys keys);
    void addFailure(const core::Task &task);
    void showAnswer(const ChatTurn &turn);
    static QString shapeOf(const ChatTurn &turn);

    Backend &m_backend;
    const Theme &m_theme;
    const Question m_question;
    QString m_shape; // built anew when it changes; otherwise only the answer grows
    QSet<core::StepId> m_open;
    QVBoxLayout *m_column = nullptr;
    QWidget *m_content = nullptr;
    Bubble *m_answer = nullptr;
};

} // namespace ui
