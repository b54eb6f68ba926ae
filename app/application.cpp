// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/application.h"

#include "app/logging.h"
#include "app/providers.h"

#include <QDir>

#include <limits>

namespace app {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using core::Result;

namespace {

// How long steps and requests under way may take once the end was asked for.
constexpr auto patience = 7s;
constexpr auto patienceForAnswers = 1500ms; // once no step is under way that one could come from

// 0 turns a limit off; the server itself knows only limits that nobody reaches.
template<typename T>
T orNever(T limit, T never)
{
    return limit == T{} ? never : limit;
}

int administratorLimit(const Options &options)
{
    return options.requestsPerMinute == 0 ? 0 : options.administratorRequestsPerMinute;
}

server::ServerOptions serverOptions(const Options &options)
{
    constexpr core::milliseconds never = 24h * 365;
    constexpr int most = std::numeric_limits<int>::max();
    server::GuardLimits limits;
    limits.headBytes = int(orNever<qint64>(options.headerSize, most));
    limits.bodyBytes = orNever(options.bodySize, std::numeric_limits<qint64>::max());
    limits.headTime = orNever(options.headerTime, never);
    limits.bodyTime = orNever(options.bodyTime, never);
    limits.idleTime = orNever(options.idleTime, never);
    limits.connections = orNever(options.connections, most);
    limits.connectionsPerAddress = orNever(options.connectionsPerAddress, most);
    // What a process that was killed left there is of no use to anybody.
    const QString spoolFolder = options.data + u"/spool"_s;
    QDir(spoolFolder).removeRecursively();
    return {.spoolFolder = spoolFolder,
            .limits = limits,
            .trustedHosts = options.allowedHosts,
            .allowedOrigins = options.corsOrigins,
            .trustedProxies = options.trustedProxies,
            .requestsPerMinute = options.requestsPerMinute,
            .administratorRequestsPerMinute = administratorLimit(options)};
}

server::SurfaceOptions surfaceOptions(const Options &options)
{
    return {.requestsPerMinute = options.requestsPerMinute,
            .administratorRequestsPerMinute = administratorLimit(options),
            .agentApiRequestsPerHour = options.agentApiRequestsPerHour,
            .workflowsPerMinute = options.workflowsPerMinute,
            .signInsPerMinute = options.signInsPerMinute,
            .trustedProxies = options.trustedProxies,
            .completionTime = options.completionTime,
            .completionApprovalTime = options.completionApprovalTime};
}

core::SandboxLimits codeLimits(const Options &options)
{
    return {.memory = options.codeMemory,
            .processorTime = std::chrono::ceil<std::chrono::seconds>(options.codeProcessorTime),
            .time = options.codeTime};
}

// Blanks around the values of variables are an accident of the files that they come from.
bool skipsAuthentication(const QProcessEnvironment &environment)
{
    const QString kind = environment.value(u"ENVIRONMENT"_s).trimmed().toLower();
    return environment.value(u"GATEWAY_SKIP_AUTH"_s).trimmed() == u"1" &&
           (kind == u"development" || kind == u"dev" || kind == u"test");
}

core::AccessOptions accessOptions(const Options &options, const QProcessEnvironment &environment)
{
    return {.anonymousSurfaces = options.anonymousSurfaces,
            .bypass = skipsAuthentication(environment) ? core::Bypass::On : core::Bypass::Off,
            .registration = core::fromWord<core::AccessRole>(core::toWord(options.registration))};
}

Result<void> checkAnonymous(const QStringList &names, const std::vector<server::Surface> &tables)
{
    QStringList known;
    for (const server::Surface &surface : tables)
        known.append(surface.name);
    for (const QString &name : names) {
        if (!known.contains(name))
            return core::invalid(
                u"access.anonymous"_s,
                u"access.anonymous cannot hold \"%1\". It takes %2."_s.arg(name, known.join(u", "_s)));
    }
    return {};
}

// The address that a client on this computer uses; "any address" is none.
QString urlOf(const QString &scheme, const QString &host, quint16 port)
{
    QString reachable = host;
    if (host == u"0.0.0.0")
        reachable = u"127.0.0.1"_s;
    else if (host == u"::")
        reachable = u"::1"_s;
    if (reachable.contains(u':'))
        reachable = u'[' + reachable + u']';
    return u"%1://%2:%3"_s.arg(scheme, reachable).arg(port);
}

} // namespace

Result<std::unique_ptr<Application>> Application::open(const Options &options,
                                                       const QProcessEnvironment &environment)
{
    auto clock = std::make_unique<core::Clock>();
    std::unique_ptr<core::Core> core = TRY(core::Core::open(
        {.dataFolder = options.data,
         .defaultSlots = options.defaultSlots,
         .approvals = {.expiry = options.approvalExpiry,
                       .remindAfter = options.approvalReminder,
                       .whenNobodyDecides = options.whenNobodyDecides},
         .schedules = {.perOwner = options.schedulesPerOwner,
                       .interval = std::chrono::duration_cast<std::chrono::minutes>(options.scheduleInterval),
                       .budget = double(options.scheduleBudget)},
         .openSessions = options.openSessions,
         .fetchPrivate = options.fetchPrivate,
         .defaultProvider = core::toWord(options.defaultProvider),
         .roomTimes = {.idle = options.chatIdleTime, .retention = options.chatRetention},
         .moderation = options.chatModeration ? core::ModerationMode::On : core::ModerationMode::Off,
         .refusedWords = options.chatRefusedWords,
         .codeLimits = codeLimits(options),
         .access = accessOptions(options, environment),
         .webhooksPrivate = options.webhooksPrivate,
         .eventsKeptFor = options.eventsKeptFor,
         .deliveriesKeptFor = options.deliveriesKeptFor},
        *clock));
    const QStringList withoutKey = TRY(addProviders(core->providerService(), options, environment));
    auto application =
        std::unique_ptr<Application>(new Application(options, std::move(clock), std::move(core)));
    application->m_vendorsWithoutKey = withoutKey;
    TRY(application->createServer());
    return application;
}

Application::Application(const Options &options, std::unique_ptr<core::Clock> clock,
                         std::unique_ptr<core::Core> core)
    : m_options(options)
    , m_clock(std::move(clock))
    , m_core(std::move(core))
    , m_client(*m_core)
    , m_surfaces(*m_core, surfaceOptions(options))
    , m_authenticator(m_core->access())
    , m_gate(m_core->journal())
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(patience);
    connect(&m_patience, &QTimer::timeout, this, &Application::finish);
    connect(&m_core->engine(), &core::RunEngine::drained, this, &Application::lookWhetherDrained);
}

Application::~Application() = default;

Result<void> Application::createServer()
{
    std::vector<server::Surface> tables = m_surfaces.tables();
    TRY(checkAnonymous(m_options.anonymousSurfaces, tables));
    m_server = TRY(serverOf(std::move(tables)));
    m_surfaces.watch(*m_server);
    if (!m_options.chatListen)
        return {};
    m_chatServer = TRY(serverOf(m_surfaces.liveChatTables()));
    m_surfaces.watch(*m_chatServer);
    return {};
}

Result<std::unique_ptr<server::Server>> Application::serverOf(std::vector<server::Surface> tables)
{
    std::unique_ptr<server::Server> made =
        TRY(server::Server::create(serverOptions(m_options), std::move(tables),
                                   {.authenticator = m_authenticator,
                                    .commits = m_gate,
                                    .rates = m_core->access().rates(),
                                    .observer = &m_surfaces.observer(),
                                    .replies = &m_core->replies()}));
    connect(made.get(), &server::Server::drained, this, &Application::lookWhetherDrained);
    return made;
}

Result<void> Application::checkDefaultProvider() const
{
    const QString name = m_core->providers().defaultName();
    if (m_core->providers().find(name))
        return {};
    return core::invalid(
        u"provider.default"_s,
        u"provider.default is %1, which is not configured. Put its key into the environment as "
        "%2_API_KEY or into the file %3/%1.key, or give --provider-%1-base-url."_s.arg(name, name.toUpper(),
                                                                                       m_options.keyFolder));
}

Result<void> Application::listen()
{
    const quint16 port = TRY(m_server->listen(m_options.listen.host, m_options.listen.port));
    m_url = urlOf(u"http"_s, m_options.listen.host, port);
    qCInfo(logApp).noquote() << "Signalbox serves at" << m_url;
    if (const core::OpenDoors doors = m_core->access().openDoors(); !doors.isEmpty())
        qCWarning(logApp).noquote() << doors.warning();
    if (!m_chatServer)
        return {};
    const Address chat = *m_options.chatListen;
    m_chatUrl = urlOf(u"ws"_s, chat.host, TRY(m_chatServer->listen(chat.host, chat.port)));
    qCInfo(logApp).noquote() << "The live chat is at" << m_chatUrl;
    return {};
}

Result<void> Application::start()
{
    m_core->place().tryOut();
    return m_core->start();
}

void Application::drain()
{
    if (m_isDraining)
        return;
    qCInfo(logApp) << "Signalbox ends once what is under way is done.";
    m_isDraining = true;
    m_patience.start();
    m_server->drain();
    if (m_chatServer)
        m_chatServer->drain();
    m_core->engine().drain();
    lookWhetherDrained();
}

void Application::lookWhetherDrained()
{
    const bool served = m_server->isDrained() && (!m_chatServer || m_chatServer->isDrained());
    if (!m_isDraining || m_core->engine().running() > 0)
        return;
    if (served)
        finish();
    else if (m_patience.remainingTimeAsDuration() > patienceForAnswers)
        m_patience.start(patienceForAnswers);
}

void Application::finish()
{
    if (!m_isDraining)
        return;
    m_isDraining = false;
    m_patience.stop();
    if (auto parked = m_core->engine().park(); !parked)
        qCWarning(logApp).noquote() << "Steps could not be parked:" << parked.error().text
                                    << parked.error().detail;
    if (auto saved = m_core->access().save(); !saved)
        qCWarning(logApp).noquote() << "The counts of callers could not be stored:" << saved.error().text
                                    << saved.error().detail;
    if (auto committed = m_core->journal().commit(); !committed)
        qCWarning(logApp).noquote() << "The last commit failed:" << committed.error().text
                                    << committed.error().detail;
    m_server->giveUp();
    if (m_chatServer)
        m_chatServer->giveUp();
    emit drained();
}

} // namespace app
