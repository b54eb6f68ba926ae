// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/core.h"

#include "core/provider/builtinprovider.h"
#include "core/provider/vendors.h"
#include "core/store/migrations.h"
#include "core/task/eventsweep.h"
#include "core/task/ownerwatch.h"
#include "core/tool/builtintools.h"
#include "core/tool/resolver.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

// Any port; and any address at all, or those of the public Internet.
AddressRules addressesFor(bool isPrivateAllowed)
{
    if (!isPrivateAllowed)
        return {.ports = {}};
    return {.networks = {{QHostAddress(QHostAddress::AnyIPv4), 0}, {QHostAddress(QHostAddress::AnyIPv6), 0}},
            .ports = {}};
}

} // namespace

// In order of construction: each part may use those above it, and is gone before them.
struct Core::Parts
{
    Parts(const CoreOptions &given, Clock &time, std::unique_ptr<DataFolder> dataFolder,
          std::unique_ptr<Database> store)
        : options(given)
        , clock(time)
        , folder(std::move(dataFolder))
        , database(std::move(store))
    {
    }

    // Agents of a vendor without a key can be deployed; they fail when they are asked, and say what is
    // missing.
    ManifestRules manifestRules() const
    {
        return {.providers = providers.names() + vendorNames(),
                .configured = providers.names(),
                .tools = tools.names()};
    }

    CoreOptions options;
    Clock &clock;
    std::unique_ptr<DataFolder> folder;
    std::unique_ptr<Database> database;
    Place place{options.sandbox};
    Journal journal{*database, clock};
    Feed feed{*database, journal, clock};
    KeyStore keyStore{*database};
    KeyService keys{journal, keyStore, clock};
    AccountStore accountStore{*database};
    RefreshTokenStore refreshTokenStore{*database};
    RateCounter rates{clock};
    OwnerRights ownerRights{accountStore, keyStore};
    InvitationStore invitationStore{*database};
    InvitationService invitations{journal, invitationStore, ownerRights, clock};
    AccountService accounts{{.journal = journal,
                             .clock = clock,
                             .accounts = accountStore,
                             .tokens = refreshTokenStore,
                             .keys = keys,
                             .rates = rates,
                             .invitations = invitations,
                             .registration = options.access.registration}};
    RateStore rateStore{*database};
    AccessService access{{.journal = journal,
                          .clock = clock,
                          .keys = keys,
                          .accounts = accounts,
                          .rateStore = rateStore,
                          .rates = rates,
                          .options = options.access}};
    ReplyStore replyStore{*database};
    ReplyService replies{journal, clock, replyStore};
    SystemResolver resolver;
    ToolRegistry tools;
    PolicyStore policyStore{*database};
    PolicyService policies{journal, policyStore, DeciderNames(*database)};
    KnownHosts knownHosts{*database};
    ProviderRegistry providers{options.defaultProvider};
    ProviderStore providerStore{*database};
    ProviderService providerService{journal, providerStore, providers, clock};
    SettingStore settingStore{*database};
    SettingService settings{journal, settingStore};
    KnowledgeService knowledge{*database, journal};
    TaskStore taskStore{*database};
    StepStore stepStore{*database};
    ApprovalStore approvalStore{*database};
    ConversationStore conversationStore{*database};
    SessionStore sessionStore{*database};
    Transitions transitions{taskStore, stepStore, approvalStore, sessionStore};
    SessionService sessions{journal, sessionStore, taskStore};
    Instances instances{clock, options.defaultSlots};
    FleetService fleet{*database, journal, instances, [this] { return manifestRules(); }};
    CodeAgentService codeAgents{*database,       journal,           instances, options.defaultSlots,
                                options.sandbox, options.codeLimits};
    DefaultAgents defaultAgents{*database, journal, fleet};
    AgentDirectory agents{fleet, defaultAgents, codeAgents, tools, providers};
    AgentTools agentTools{tools, fleet, resolver, addressRules({.fetchPrivate = options.fetchPrivate})};
    TaskService tasks{journal, taskStore, stepStore, transitions, agents, providers};
    ScheduleStore scheduleStore{*database};
    OwnerWatch ownerWatch{journal, clock, taskStore, tasks, ownerRights};
    ScheduleService schedules{journal, clock, scheduleStore, tasks, ownerRights, options.schedules};
    AgentSessionService agentSessions{*database, journal, feed, clock, tasks, options.openSessions};
    ExecutionService executions{journal, codeAgents, agentSessions, tasks};
    WebhookService webhooks{*database,
                            journal,
                            feed,
                            clock,
                            taskStore,
                            ownerRights,
                            resolver,
                            addressesFor(options.webhooksPrivate),
                            options.deliveriesKeptFor};
    DocumentIntake intake{knowledge, journal, options.sandbox};
    ApprovalService approvals{{.journal = journal,
                               .clock = clock,
                               .approvals = approvalStore,
                               .transitions = transitions,
                               .tools = agentTools,
                               .policies = policies,
                               .hosts = knownHosts,
                               .folder = *folder,
                               .rights = ownerRights,
                               .times = options.approvals}};
    ReviewService reviews{journal, transitions, approvals, agents, providers};
    ChatService chat{journal, conversationStore, tasks, agents};
    WorkflowStore workflowStore{*database};
    WorkflowService workflows{journal, feed, clock, workflowStore, tasks, fleet};
    JobService jobs{journal, feed, tasks, fleet};
    RoomStore roomStore{*database};
    RoomMessageStore roomMessageStore{*database};
    RoomChanges roomChanges{roomStore, roomMessageStore};
    RoomAssistant roomAssistant{journal, roomStore, roomMessageStore, roomChanges, chat,
                                tasks,   agents,    ownerRights,      clock};
    RoomService rooms{journal,       roomStore,          roomMessageStore,    roomChanges,
                      roomAssistant, options.moderation, options.refusedWords};
    RoomExpiry roomExpiry{journal,     clock,         roomStore,        roomMessageStore,
                          roomChanges, roomAssistant, options.roomTimes};
    TaskFigures figures{taskStore, feed, clock};
    EventSweep eventSweep{*database, journal, clock, options.eventsKeptFor};
    RunEngine engine{{.journal = journal,
                      .feed = feed,
                      .clock = clock,
                      .tasks = taskStore,
                      .steps = stepStore,
                      .transitions = transitions,
                      .approvals = approvals,
                      .reviews = reviews,
                      .policies = policies,
                      .hosts = knownHosts,
                      .tools = agentTools,
                      .providers = providers,
                      .agents = agents,
                      .code = codeAgents,
                      .instances = instances,
                      .folder = *folder}};
};

namespace {

// Who starts the program is told which file it is about.
Result<std::unique_ptr<Database>> openStore(const QString &path)
{
    auto opened = Database::open(path);
    const Result<void> migrated = opened ? migrate(**opened) : Result<void>(opened.error());
    if (migrated)
        return opened;
    Error error = migrated.error();
    error.text += u" The store is %1."_s.arg(path);
    return error;
}

} // namespace

Core::Core(std::unique_ptr<Parts> parts)
    : m_parts(std::move(parts))
{
}

Core::~Core() = default;

Result<std::unique_ptr<Core>> Core::open(const CoreOptions &options, Clock &clock)
{
    std::unique_ptr<DataFolder> folder = TRY(DataFolder::open(options.dataFolder));
    std::unique_ptr<Database> database = TRY(openStore(folder->storePath()));
    auto parts = std::make_unique<Parts>(options, clock, std::move(folder), std::move(database));
    TRY(parts->journal.open());
    TRY(parts->keys.open());
    TRY(parts->accounts.open(parts->folder->path()));
    TRY(parts->access.open());
    TRY(parts->policies.open());
    parts->providers.add(std::make_unique<BuiltinProvider>());
    TRY(parts->providerService.open());
    TRY(parts->settings.open());
    TRY(addBuiltinTools(parts->tools, parts->knowledge, parts->resolver,
                        {.fetchPrivate = options.fetchPrivate}));
    TRY(parts->fleet.open());
    TRY(parts->policies.bindTo([tools = &parts->agentTools] { return tools->actions(); }));
    TRY(parts->codeAgents.open());
    TRY(parts->agentSessions.open());
    TRY(parts->webhooks.open());
    TRY(parts->knowledge.open());
    TRY(parts->approvals.open());
    TRY(parts->roomAssistant.open());
    TRY(parts->roomExpiry.open());
    TRY(parts->workflows.open());
    TRY(parts->figures.open());
    TRY(parts->ownerWatch.open());
    return std::unique_ptr<Core>(new Core(std::move(parts)));
}

Result<void> Core::start()
{
    TRY(m_parts->engine.open());
    m_parts->webhooks.start();
    m_parts->eventSweep.start();
    return m_parts->schedules.start();
}

Clock &Core::clock()
{
    return m_parts->clock;
}
const DataFolder &Core::folder() const
{
    return *m_parts->folder;
}
Place &Core::place()
{
    return m_parts->place;
}
Database &Core::database()
{
    return *m_parts->database;
}
Journal &Core::journal()
{
    return m_parts->journal;
}
Feed &Core::feed()
{
    return m_parts->feed;
}
KeyService &Core::keys()
{
    return m_parts->keys;
}
AccountService &Core::accounts()
{
    return m_parts->accounts;
}
InvitationService &Core::invitations()
{
    return m_parts->invitations;
}
ReplyService &Core::replies()
{
    return m_parts->replies;
}
AccessService &Core::access()
{
    return m_parts->access;
}
ToolRegistry &Core::tools()
{
    return m_parts->tools;
}
AgentTools &Core::agentTools()
{
    return m_parts->agentTools;
}
PolicyService &Core::policies()
{
    return m_parts->policies;
}
ProviderRegistry &Core::providers()
{
    return m_parts->providers;
}
ProviderService &Core::providerService()
{
    return m_parts->providerService;
}
SettingService &Core::settings()
{
    return m_parts->settings;
}
KnowledgeService &Core::knowledge()
{
    return m_parts->knowledge;
}
DefaultAgents &Core::defaultAgents()
{
    return m_parts->defaultAgents;
}
FleetService &Core::fleet()
{
    return m_parts->fleet;
}
Instances &Core::instances()
{
    return m_parts->instances;
}
ReviewService &Core::reviews()
{
    return m_parts->reviews;
}
ScheduleService &Core::schedules()
{
    return m_parts->schedules;
}
SessionService &Core::sessions()
{
    return m_parts->sessions;
}
CodeAgentService &Core::codeAgents()
{
    return m_parts->codeAgents;
}
AgentSessionService &Core::agentSessions()
{
    return m_parts->agentSessions;
}
ExecutionService &Core::executions()
{
    return m_parts->executions;
}
WebhookService &Core::webhooks()
{
    return m_parts->webhooks;
}
DocumentIntake &Core::intake()
{
    return m_parts->intake;
}
TaskService &Core::tasks()
{
    return m_parts->tasks;
}
ApprovalService &Core::approvals()
{
    return m_parts->approvals;
}
ChatService &Core::chat()
{
    return m_parts->chat;
}
WorkflowService &Core::workflows()
{
    return m_parts->workflows;
}
JobService &Core::jobs()
{
    return m_parts->jobs;
}
RoomService &Core::rooms()
{
    return m_parts->rooms;
}
TaskFigures &Core::figures()
{
    return m_parts->figures;
}
RunEngine &Core::engine()
{
    return m_parts->engine;
}
} // namespace core
