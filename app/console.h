// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/backendthread.h"
#include "app/keychain.h"
#include "app/options.h"
#include "ui/shell/desktopscheme.h"
#include "ui/shell/problemwindow.h"
#include "ui/shell/theme.h"

#include <QApplication>
#include <QSet>

#include <memory>

namespace ui {
class MainWindow;
}

namespace app {

// The program with windows: the backend in its thread, and the window, the tray and the notifications in this
// one. Owned by main(); UI thread. Opens the window as soon as the store is open, and runs tasks once the
// keychain was asked for keys. Announces ended() when everything is committed and closed.
class Console final : public QObject
{
    Q_OBJECT

public:
    Console(const Options &options, QApplication &application);
    ~Console() override;

    void start();
    // Drains as signalboxd does, and then announces ended().
    void quit();

    // Null until the store is open.
    ui::MainWindow *window() const;
    QString url() const { return m_url; } // empty until it serves

signals:
    void shown();
    void ended(int exitCode);

private:
    struct Window;

    void show(const Opened &opened);
    void connectWindow();
    void addCommands(const QString &firstKey);
    void bringForward();
    void closeWindow();
    void explain(const core::Error &error);
    void lookForKeychain();
    void askKeychain(const QStringList &vendors);
    void keychainAnswered(const QString &vendor);
    void hear(const QList<core::Event> &events);
    void choose(const QString &setting, const QString &value);
    void runTasks();
    void close();

    const Options m_options;
    ui::Theme m_theme;
    ui::DesktopScheme m_scheme;
    BackendThread m_backend;
    Keychain m_keychain;
    QSet<QString> m_unanswered; // vendors that the keychain was asked for
    QTimer m_keychainPatience;
    QTimer m_runAgain;
    bool m_runs = false;
    bool m_isQuiet = false;
    QString m_url;
    std::unique_ptr<Window> m_window;
    std::unique_ptr<ui::ProblemWindow> m_problem; // while it cannot start
};

} // namespace app
