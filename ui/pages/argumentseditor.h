// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QJsonObject>
#include <QWidget>

#include <optional>

class QPlainTextEdit;

namespace ui {

class JsonView;
class Label;

// The arguments of an action: shown as JSON, edited as text. What differs from the proposal is marked, and
// what cannot be read or does not fit the tool is said below the text. UI thread. Announces changed(), and
// asks with checkRequested() whether the tool takes the arguments; answer with setChecked().
class ArgumentsEditor final : public QWidget
{
    Q_OBJECT

public:
    explicit ArgumentsEditor(const Theme &theme, QWidget *parent = nullptr);

    // A new proposal; what was edited is gone. `approved` is what was approved instead, to be shown alone.
    void setProposal(const QJsonObject &arguments, const std::optional<QJsonObject> &approved = {});
    const QJsonObject &proposal() const { return m_proposal; }

    void setEditing(bool editing);
    bool isEditing() const;
    // Back to the proposal.
    void discard();

    // What stands there now; the proposal when nothing was changed.
    const QJsonObject &arguments() const { return m_current; }
    bool isChanged() const { return m_current != m_proposal; }
    // False while the text is no JSON object, does not fit, or was not checked yet.
    bool isUsable() const { return m_usable; }
    // `problem` is empty when the tool takes these arguments; about older ones it is ignored.
    void setChecked(const QJsonObject &arguments, const QString &problem);

signals:
    void changed();
    void checkRequested(const QJsonObject &arguments);
    void editingFinished();

private:
    void read();
    void show(const QString &problem);

    QJsonObject m_proposal;
    QJsonObject m_current;
    bool m_usable = true;
    QPlainTextEdit *m_text = nullptr;
    QWidget *m_form = nullptr;
    Label *m_problem = nullptr;
    JsonView *m_view = nullptr;
};

} // namespace ui
