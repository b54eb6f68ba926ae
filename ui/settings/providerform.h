// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider/providerservice.h"
#include "ui/settings/providerpresets.h"
#include "ui/shell/keyscope.h"
#include "ui/widgets/notice.h"

#include <QPointer>
#include <QWidget>

#include <optional>

class QComboBox;
class QLineEdit;

namespace ui {

class Button;
class Card;
class Confirm;
class FormField;
class Label;

// The fields of one provider: a new one, one that a person added, or one that only can be looked at because
// the program or its options have it. It only shows and asks; the section does. UI thread.
class ProviderForm final : public QWidget
{
    Q_OBJECT

public:
    ProviderForm(const Theme &theme, KeyScope &keys, QWidget *parent = nullptr);

    void startNew();
    // Whoever asked for a new one says first of what kind it is.
    void focusFirst();
    // The same one keeps what is being typed.
    void setProvider(const core::KnownProvider &provider);
    bool isNew() const { return !m_shown; }
    QString name() const;

    // Said above the buttons, or at the field that it is about.
    void setProblem(const QString &title, const core::Error &error);
    void say(Tone tone, const QString &title, const QString &text = {});
    // What was typed is kept now.
    void setSaved();
    void setBusy(bool busy);

signals:
    void saveRequested(const core::ProviderSettings &settings);
    void testRequested(const core::ProviderSettings &settings);
    void defaultRequested(const QString &name);
    void removeRequested(const QString &name);
    void cancelled();

private:
    void build(KeyScope &keys);
    QWidget *buildFields();
    QWidget *buildBar(KeyScope &keys);
    core::ProviderSettings typed() const;
    ProviderPreset preset() const;
    void takePreset();
    void fill(const core::KnownProvider &provider);
    void showMode();
    void clearProblems();

    const Theme &m_theme;
    std::optional<core::KnownProvider> m_shown;
    QPointer<QWidget> m_pressed; // while it is busy
    bool m_busy = false;
    bool m_dirty = false;
    Card *m_card = nullptr;
    QComboBox *m_kind = nullptr;
    QLineEdit *m_name = nullptr;
    QLineEdit *m_url = nullptr;
    QLineEdit *m_model = nullptr;
    QLineEdit *m_key = nullptr;
    FormField *m_kindField = nullptr;
    FormField *m_nameField = nullptr;
    FormField *m_urlField = nullptr;
    FormField *m_modelField = nullptr;
    FormField *m_keyField = nullptr;
    QWidget *m_fields = nullptr;
    QWidget *m_bar = nullptr;
    Label *m_about = nullptr;
    Notice *m_notice = nullptr;
    Confirm *m_confirm = nullptr;
    Button *m_save = nullptr;
    Button *m_test = nullptr;
    Button *m_default = nullptr;
    Button *m_remove = nullptr;
    Button *m_cancel = nullptr;
};

} // namespace ui
