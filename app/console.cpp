// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console.h"

#include "app/approvalnotices.h"
#include "app/commandsource.h"
#include "app/logging.h"
#include "app/windowfigures.h"
#include "ui/models/decisions.h"
#include "ui/models/thingsource.h"
#include "ui/pages/pages.h"
#include "ui/shell/undobar.h"

#include <QClipboard>
#include <QScreen>

namespace app {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

ui::Appearance appearanceOf(Theme theme)
{
    switch (theme) {
    case Theme::Dark:
        return ui::Appearance::Dark;
    case Theme::Light:
        return ui::Appearance::Light;
    case Theme::System:
        break;
    }
    return ui::Appearance::Desktop;
}

} // namespace

// What there is while the store is open, in the order of use. The palette of the window uses the commands.
struct Console::Window
{
    Window(core::Client &client, const ui::Theme &theme, BackendThread &thread)
        : backend(client)
        , window(theme)
        , tray(theme)
        , figures(thread, window)
    {
    }

    bool isWatched() const { return window.isVisible() && window.isActiveWindow(); }

    ui::Backend backend;
    CommandSource commands;
    ui::ThingSource things{
        backend, [this](const QString &page, const QString &thing) { window.showPage(page, thing); }};
    ui::MainWindow window;
    ui::Tray tray;
    ui::Notifications notifications{QDBusConnection::sessionBus(), tray};
    ApprovalNotices notices{
        {.backend = backend, .notifications = notifications, .tray = tray, .isWatched = [this] {
             return isWatched() || (isQuiet && isQuiet());
         }}};
    WindowFigures figures;
    bool toldOfTray = false;
    std::function<bool()> isQuiet; // a person wants no notifications
};

Console::Console(const Options &options, QApplication &application)
    : m_options(options)
    , m_theme(appearanceOf(options.theme))
    , m_scheme(QDBusConnection::sessionBus(), m_theme)
    , m_backend(options)
{
    m_theme.dress(application);
    QApplication::setQuitOnLastWindowClosed(false);
    m_keychainPatience.setSingleShot(true);
    m_keychainPatience.setInterval(3s);
    m_runAgain.setSingleShot(true);
    m_runAgain.setInterval(5s);
    connect(&m_keychainPatience, &QTimer::timeout, this, &Console::runTasks);
    connect(&m_runAgain, &QTimer::timeout, &m_backend, &BackendThread::runTasks);
    connect(&m_backend, &BackendThread::opened, this, &Console::show);
    connect(&m_backend, &BackendThread::refused, this, &Console::explain);
    connect(&m_backend, &BackendThread::served, this, [this](const QString &url) { m_url = url; });
    connect(&m_backend, &BackendThread::notServed, this,
            [](const core::Error &error) { qCWarning(logApp).noquote() << error.text; });
    connect(&m_backend, &BackendThread::providerRefused, this,
            [](const QString &vendor, const core::Error &error) {
                qCWarning(logApp).noquote() << "The provider" << vendor << "cannot be used:" << error.text;
            });
    connect(&m_backend, &BackendThread::drained, this, &Console::close);
    connect(&m_keychain, &Keychain::found, this, [this](const QString &vendor, const QString &key) {
        m_backend.addProvider(vendor, key);
        keychainAnswered(vendor);
    });
    connect(&m_keychain, &Keychain::missing, this, [this](const QString &vendor, const QString &why) {
        if (!why.isEmpty())
            qCInfo(logApp).noquote() << "No key for" << vendor << "was read:" << why;
        keychainAnswered(vendor);
    });
}

Console::~Console() = default;

void Console::start()
{
    m_backend.start();
}

ui::MainWindow *Console::window() const
{
    return m_window ? &m_window->window : nullptr;
}

void Console::show(const Opened &opened)
{
    // What the command line says stands above what was chosen, until somebody chooses anew.
    if (m_options.theme == Theme::System)
        m_theme.setAppearance(appearanceOf(core::fromWord<Theme>(opened.theme).value_or(Theme::System)));
    m_isQuiet = opened.isQuiet;
    m_problem.reset();
    m_window = std::make_unique<Window>(*opened.client, m_theme, m_backend);
    m_window->isQuiet = [this] { return m_isQuiet; };
    m_window->figures.setOpenDoors(opened.doors);
    for (ui::Page *page : ui::createPages(m_window->backend, m_theme, m_keychain))
        m_window->window.addPage(page);
    addCommands(opened.firstKey);
    connectWindow();
    m_window->tray.show();
    if (const QScreen *screen = m_window->window.screen())
        m_window->window.fitInto(screen->availableSize());
    m_window->window.show();
    qCInfo(logApp) << "The window is shown";
    lookForKeychain();
    askKeychain(opened.vendorsWithoutKey);
    emit shown();
}

void Console::connectWindow()
{
    Window &window = *m_window;
    window.window.palette().addSource(window.things);
    window.window.palette().addSource(window.commands);
    connect(&window.backend, &ui::Backend::announced, this, &Console::hear);
    ui::Decisions &decisions = window.backend.decisions();
    window.window.undoBar().follow(decisions);
    connect(&decisions, &ui::Decisions::changed, &window.figures,
            [&window, &decisions] { window.figures.setHeld(decisions.heldCount()); });
    connect(&decisions, &ui::Decisions::lost, this, [&window](const core::Error &error) {
        window.tray.tell(tr("Nothing was decided"), error.text); // the window tells in its undo row
    });
    connect(&window.window, &ui::MainWindow::closeRequested, this, &Console::closeWindow);
    connect(&window.tray, &ui::Tray::openRequested, this, &Console::bringForward);
    connect(&window.tray, &ui::Tray::quitRequested, this, &Console::quit);
    connect(&window.tray, &ui::Tray::approvalsRequested, this, [this] {
        bringForward();
        m_window->window.showPage(u"approvals"_s);
    });
    connect(&window.notices, &ApprovalNotices::openRequested, this, [this](const core::ApprovalId &id) {
        bringForward();
        m_window->window.showPage(u"approvals"_s, id.value);
    });
    connect(&m_backend, &BackendThread::running, &window.figures,
            [&window] { window.figures.setEngine(ui::EngineState::Running); });
    connect(&m_backend, &BackendThread::notRunning, &window.figures,
            [this, &window](const core::Error &error) {
                // A full disk, for example: what was accepted waits until there is room again.
                qCWarning(logApp).noquote() << "Tasks cannot run:" << error.text << error.detail;
                window.figures.setEngine(ui::EngineState::Stopped);
                m_runAgain.start();
            });
}

void Console::addCommands(const QString &firstKey)
{
    CommandSource &commands = m_window->commands;
    commands.add(tr("Dark appearance"), [this] { choose(u"appearance.theme"_s, u"dark"_s); });
    commands.add(tr("Light appearance"), [this] { choose(u"appearance.theme"_s, u"light"_s); });
    commands.add(tr("Appearance of the desktop"), [this] { choose(u"appearance.theme"_s, u"system"_s); });
    commands.add(tr("Copy the server's address"), [this] { QApplication::clipboard()->setText(m_url); });
    if (!firstKey.isEmpty())
        commands.add(tr("Copy the administrator's API key"),
                     [firstKey] { QApplication::clipboard()->setText(firstKey); });
    commands.add(tr("Quit Signalbox"), [this] { quit(); });
}

// A setting holds wherever it was chosen.
void Console::hear(const QList<core::Event> &events)
{
    for (const core::Event &event : events) {
        if (event.type != core::EventType::SettingChanged)
            continue;
        const QString value = event.payload.value("value"_L1).toString();
        if (event.subject == "appearance.theme"_L1)
            m_theme.setAppearance(appearanceOf(core::fromWord<Theme>(value).value_or(Theme::System)));
        else if (event.subject == "notifications.approvals"_L1)
            m_isQuiet = value == "off"_L1;
    }
}

void Console::choose(const QString &setting, const QString &value)
{
    m_window->backend.call(
        this,
        [setting, value, principal = m_window->backend.principal()](core::Core &core) {
            return core.settings().set(setting, value, principal);
        },
        [](const core::Result<void> &done) {
            if (!done)
                qCWarning(logApp).noquote() << "A setting was not kept:" << done.error().text;
        });
}

void Console::bringForward()
{
    m_window->window.show();
    m_window->window.raise();
    m_window->window.activateWindow();
}

// The server goes on serving programs behind a closed window, where the tray shows that it does.
void Console::closeWindow()
{
    if (!m_window->tray.isAvailable()) {
        quit();
        return;
    }
    m_window->window.hide();
    if (!std::exchange(m_window->toldOfTray, true))
        m_window->tray.tell(tr("Signalbox goes on serving"), tr("Open or quit it from here."));
}

void Console::explain(const core::Error &error)
{
    qCCritical(logApp).noquote() << error.text;
    if (!error.detail.isEmpty())
        qCInfo(logApp).noquote() << "In detail:" << error.detail;
    m_problem = std::make_unique<ui::ProblemWindow>(m_theme, tr("Signalbox cannot start"), error.text);
    connect(m_problem.get(), &ui::ProblemWindow::quitRequested, this, [this] { emit ended(EXIT_FAILURE); });
    connect(m_problem.get(), &ui::ProblemWindow::againRequested, &m_backend, &BackendThread::start);
    m_problem->show();
}

void Console::lookForKeychain()
{
    connect(&m_keychain, &Keychain::looked, &m_window->backend, [this](bool isThere) {
        const auto state = isThere ? core::KeychainState::Works : core::KeychainState::Missing;
        m_window->backend.call(
            this,
            [state](core::Core &core) -> core::Result<void> {
                core.place().setKeychain(state);
                return {};
            },
            [](const core::Result<void> &) {});
    });
    m_keychain.look();
}

void Console::askKeychain(const QStringList &vendors)
{
    m_unanswered = QSet<QString>(vendors.begin(), vendors.end());
    if (m_unanswered.isEmpty()) {
        runTasks();
        return;
    }
    m_keychainPatience.start();
    for (const QString &vendor : vendors)
        m_keychain.read(vendor);
}

void Console::keychainAnswered(const QString &vendor)
{
    m_unanswered.remove(vendor);
    if (m_unanswered.isEmpty())
        runTasks();
}

// A locked keychain waits for its person, and tasks do not wait for the keychain for long.
void Console::runTasks()
{
    m_keychainPatience.stop();
    if (!std::exchange(m_runs, true))
        m_backend.runTasks();
}

void Console::quit()
{
    if (m_window) {
        m_window->backend.decisions().settle();
        m_window->figures.setEngine(ui::EngineState::Stopping);
        m_window->window.hide();
    }
    m_runAgain.stop();
    m_backend.drain();
}

void Console::close()
{
    m_window.reset();
    emit ended(EXIT_SUCCESS);
}

} // namespace app
