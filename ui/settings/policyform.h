// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/policy/policyrule.h"
#include "ui/shell/keyscope.h"

#include <QWidget>

class QComboBox;
class QGridLayout;
class QLineEdit;
class QSpinBox;

namespace core {
struct Error;
}

namespace ui {

class Button;
class Card;
class Confirm;
class FormField;
class Notice;

// The fields of one rule; of one that asks, also who decides and how many people it takes. It only shows and
// asks; the section does. UI thread.
class PolicyForm final : public QWidget
{
    Q_OBJECT

public:
    PolicyForm(const Theme &theme, KeyScope &keys, QWidget *parent = nullptr);

    void startNew();
    // Whoever asked for a new one types its name.
    void focusFirst();
    // The same one keeps what is being typed. `last` is the position of the last rule.
    void setRule(const core::PolicyRule &rule, int last);
    bool isNew() const { return m_rule.id.isEmpty(); }

    void setProblem(const QString &title, const core::Error &error);
    void setSaved();

signals:
    // A rule without an id is a new one. Those who decide stand there as they were typed.
    void saveRequested(const core::PolicyRule &rule);
    void moveRequested(const core::RuleId &id, int position);
    void removeRequested(const core::RuleId &id);
    void cancelled();

private:
    void build(KeyScope &keys);
    QWidget *buildFields();
    void buildDeciders(QGridLayout &grid);
    QComboBox *addChoice(const QList<std::pair<QString, int>> &choices);
    QWidget *buildBar(KeyScope &keys);
    FormField *addLine(const QString &id, QLineEdit *&line, const QString &name, const QString &hint,
                       const QString &example);
    core::PolicyRule typed() const;
    core::Deciders typedDeciders() const;
    void fill();
    void fillDeciders();
    void changed();
    void showMode();
    void clearProblems();

    const Theme &m_theme;
    core::PolicyRule m_rule;
    int m_last = 0;
    bool m_dirty = false;
    Card *m_card = nullptr;
    QLineEdit *m_name = nullptr;
    QLineEdit *m_tool = nullptr;
    QLineEdit *m_agent = nullptr;
    QLineEdit *m_cluster = nullptr;
    QLineEdit *m_condition = nullptr;
    QLineEdit *m_reason = nullptr;
    QComboBox *m_decision = nullptr;
    QComboBox *m_risk = nullptr;
    enum class Who { Anybody, Administrators, Named };
    QComboBox *m_who = nullptr;
    QLineEdit *m_users = nullptr;
    QComboBox *m_requester = nullptr;
    QSpinBox *m_needed = nullptr;
    QList<FormField *> m_deciders;                   // the fields of a rule that asks
    QList<std::pair<QString, FormField *>> m_fields; // by the name that an error gives
    Notice *m_notice = nullptr;
    Confirm *m_confirm = nullptr;
    Button *m_save = nullptr;
    Button *m_up = nullptr;
    Button *m_down = nullptr;
    Button *m_cancel = nullptr;
    Button *m_remove = nullptr;
};

// "Ask", "Medium", as people read them.
QString decisionText(core::PolicyDecision decision);
QString riskText(core::Risk risk);

} // namespace ui
