// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/approvalview.h"
#include "ui/models/proposal.h"
#include "ui/pages/argumentsform.h"

#include <QWidget>

namespace ui {

class Button;
class FileView;
class JsonView;
class Label;

// What a person changed in a proposal, to be taken up again.
struct ProposalDraft
{
    ArgumentsForm::Typed typed = {};
    QJsonObject arguments = {}; // the whole ones to run with
    QJsonObject seen = {};      // what stood there before it was changed
    bool isUsable = true;
    ChangedProposal with = {}; // what the approval would be with them
};

// What an agent wants to do, to be read and changed: a file as the file with its difference, a request as
// method, address, headers and the fields of its body, other arguments as a form. Once it is decided it only
// shows. UI thread. Announces changed(), and asks with checkRequested() whether the tool takes the arguments;
// answer with setChecked().
class ProposalView final : public QWidget
{
    Q_OBJECT

public:
    explicit ProposalView(const Theme &theme, QWidget *parent = nullptr);

    // A new one; what was changed is gone. Take up a draft after it.
    void setProposal(const Proposal &proposal);
    // The same proposal, about which more is known now; or with other values, because somebody changed them:
    // then the form is made of those, and what was typed stays typed.
    void refine(const Proposal &proposal);
    const Proposal &proposal() const { return m_proposal; }

    // The form of a file is shown on demand, every other one always; the focus goes there.
    void edit();
    void discard();

    QJsonObject arguments() const { return m_form->arguments(); }
    bool isChanged() const { return m_form->isChanged(); }
    // False while something does not fit, or was not checked yet.
    bool isUsable() const { return m_usable; }
    ProposalDraft draft() const;
    void takeUp(const ProposalDraft &draft);
    // What the approval would be with these arguments, or why the tool does not take them; about older ones
    // it is ignored.
    void setChecked(const QJsonObject &arguments, const core::Result<ChangedProposal> &with);
    // What it would be with the values that a person typed.
    const ChangedProposal &with() const { return m_with; }
    // A file's size and what changes in it, for the heading.
    QString facts() const;

signals:
    void changed();
    void checkRequested(const QJsonObject &arguments);

private:
    void build();
    void read();
    void showAll();
    void showRequest();
    void showFile();
    QString textNow() const;
    void showProblem(const QString &problem);

    const Theme &m_theme;
    Proposal m_proposal;
    bool m_usable = true;
    ChangedProposal m_with;
    bool m_editsFile = false;
    bool m_building = false;
    QWidget *m_head = nullptr;
    Label *m_address = nullptr;
    Label *m_headers = nullptr;
    Label *m_note = nullptr;
    ArgumentsForm *m_form = nullptr;
    QWidget *m_bar = nullptr;
    Label *m_problem = nullptr;
    Button *m_back = nullptr;
    FileView *m_file = nullptr;
    JsonView *m_json = nullptr;
};

} // namespace ui
