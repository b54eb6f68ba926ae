// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/keyservice.h"
#include "ui/shell/keyscope.h"

#include <QWidget>

class QComboBox;
class QLineEdit;

namespace ui {

class Button;
class Card;
class Confirm;
class FormField;
class Label;
class Notice;

// Makes a key, shows its secret once, and shows what a key may do. It only shows and asks; the section does.
// UI thread.
class KeyForm final : public QWidget
{
    Q_OBJECT

public:
    KeyForm(const Theme &theme, KeyScope &keys, QWidget *parent = nullptr);

    void startNew();
    // Whoever asked for a new one types its name.
    void focusFirst();
    void setKey(const core::ApiKey &key);
    // The one time that it is seen.
    void showSecret(const core::NewKey &made);
    void setProblem(const QString &title, const core::Error &error);

signals:
    void makeRequested(const QString &name, core::Scopes scopes);
    void revokeRequested(const core::KeyId &id);
    void cancelled();

private:
    void build(KeyScope &keys);
    QWidget *buildBar(KeyScope &keys);
    void showMode();
    core::Scopes chosen() const;

    const Theme &m_theme;
    core::ApiKey m_key;
    QString m_secret; // only while it is shown
    Card *m_card = nullptr;
    QLineEdit *m_name = nullptr;
    QComboBox *m_role = nullptr;
    FormField *m_nameField = nullptr;
    FormField *m_roleField = nullptr;
    QWidget *m_fields = nullptr;
    Label *m_facts = nullptr;
    Notice *m_once = nullptr;
    Notice *m_notice = nullptr;
    Confirm *m_confirm = nullptr;
    Button *m_copy = nullptr;
    Button *m_make = nullptr;
    Button *m_cancel = nullptr;
    Button *m_revoke = nullptr;
};

// What a key may do: a role ("Operator"), or in the words of the contracts ("workflows:read,
// agents:execute").
QString rightsText(core::Scopes scopes);

} // namespace ui
