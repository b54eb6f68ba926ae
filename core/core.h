// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/accessservice.h"
#include "core/access/replyservice.h"
#include "core/approval/approvalservice.h"
#include "core/chat/chatservice.h"
#include "core/code/executionservice.h"
#include "core/fleet/fleetservice.h"
#include "core/fleet/instances.h"
#include "core/job/jobservice.h"
#include "core/journal/feed.h"
#include "core/knowledge/documentintake.h"
#include "core/livechat/roomexpiry.h"
#include "core/livechat/roomservice.h"
#include "core/metrics/taskfigures.h"
#include "core/place/place.h"
#include "core/policy/policyservice.h"
#include "core/provider/providerservice.h"
#include "core/run/runengine.h"
#include "core/schedule/scheduleservice.h"
#include "core/session/sessionservice.h"
#include "core/setting/settingservice.h"
#include "core/task/taskservice.h"
#include "core/tool/toolregistry.h"
#include "core/webhook/webhookservice.h"
#include "core/workflow/workflowservice.h"

namespace core {

struct CoreOptions
{
    QString dataFolder = {};
    int defaultSlots = 4; // steps that run at once without any cluster
    ApprovalTimes approvals = {};
    ScheduleLimits schedules = {};
    int openSessions = 10;     // agent sessions of one owner; 0: any number
    bool fetchPrivate = false; // http_fetch may reach addresses that are not public
    QString defaultProvider = QStringLiteral("builtin");
    RoomTimes roomTimes = {};
    ModerationMode moderation = ModerationMode::On; // of what people write in rooms
    QStringList refusedWords = {};
    Sandbox sandbox = {};
    SandboxLimits codeLimits = {}; // of one execution of an agent's code
    AccessOptions access = {};
    bool webhooksPrivate = false;  // webhooks may go to addresses that are not public
    milliseconds eventsKeptFor{0}; // of tasks that have ended; 0: for ever
    milliseconds deliveriesKeptFor =
        std::chrono::hours{30 * 24}; // of webhooks, that came to an end; 0: for ever
};

// Everything that Signalbox knows and does, put together: the services that the server and the windows call.
// Built by app in the backend thread, used there only (the UI thread goes through core::Client), and
// destroyed there. Construction opens the store; start() begins to run tasks.
class Core final
{
public:
    // Fails with a text for people when the folder is in use, cannot be written, or is from a newer version.
    static Result<std::unique_ptr<Core>> open(const CoreOptions &options, Clock &clock);
    ~Core();

    // Recovers what a process that died left behind, and runs what is ready. Call once providers are
    // configured.
    Result<void> start();

    Clock &clock();
    const DataFolder &folder() const;
    Place &place();
    Database &database();
    Journal &journal();
    Feed &feed();
    KeyService &keys();
    AccountService &accounts();
    InvitationService &invitations();
    AccessService &access();
    ReplyService &replies();
    ToolRegistry &tools();
    AgentTools &agentTools(); // with those that an agent's manifest declares
    PolicyService &policies();
    ProviderRegistry &providers();
    ProviderService &providerService();
    SettingService &settings();
    KnowledgeService &knowledge();
    FleetService &fleet();
    DefaultAgents &defaultAgents();
    Instances &instances();
    SessionService &sessions();
    ReviewService &reviews();
    ScheduleService &schedules();
    CodeAgentService &codeAgents();
    AgentSessionService &agentSessions();
    ExecutionService &executions();
    WebhookService &webhooks();
    DocumentIntake &intake();
    TaskService &tasks();
    ApprovalService &approvals();
    ChatService &chat();
    WorkflowService &workflows();
    JobService &jobs();
    RoomService &rooms();
    TaskFigures &figures();
    RunEngine &engine();

private:
    struct Parts;
    explicit Core(std::unique_ptr<Parts> parts);

    std::unique_ptr<Parts> m_parts;
};

} // namespace core
