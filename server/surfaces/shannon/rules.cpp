// SPDX-License-Identifier: GPL-3.0-or-later
// The rules that say what needs a person, and who that is.
#include "server/surfaces/shannon/shannon.h"

#include <algorithm>

namespace server::shannon {

using core::PolicyRule;
using core::Result;
using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject ruleJson(const PolicyRule &rule)
{
    return {{u"rule_id"_s, rule.id.value},
            {u"position"_s, rule.position},
            {u"name"_s, rule.name},
            {u"tool"_s, rule.tool},
            {u"agent"_s, rule.agent},
            {u"cluster"_s, rule.cluster},
            {u"condition"_s, rule.condition},
            {u"decision"_s, core::toWord(rule.decision)},
            {u"risk"_s, core::toWord(rule.risk)},
            {u"reason"_s, rule.reason},
            {u"deciders"_s, QJsonArray::fromStringList(rule.deciders.users)},
            {u"requester"_s, core::toWord(rule.deciders.requester)},
            {u"approvals_needed"_s, rule.deciders.needed},
            {u"created_by"_s, rule.createdBy},
            {u"created_at"_s, core::toText(rule.createdAt)}};
}

PolicyRule ruleIn(const Request &request)
{
    const QJsonObject &json = request.json;
    PolicyRule rule{.id = {request.parameter(u"id")},
                    .position = json.value(u"position"_s).toInt(),
                    .name = json.value(u"name"_s).toString(),
                    .tool = json.value(u"tool"_s).toString(),
                    .agent = json.value(u"agent"_s).toString(),
                    .cluster = json.value(u"cluster"_s).toString(),
                    .condition = json.value(u"condition"_s).toString(),
                    .reason = json.value(u"reason"_s).toString()};
    rule.decision = core::fromWord<core::PolicyDecision>(json.value(u"decision"_s).toString())
                        .value_or(core::PolicyDecision::Ask);
    rule.risk = core::fromWord<core::Risk>(json.value(u"risk"_s).toString()).value_or(core::Risk::Medium);
    for (const QJsonValue &user : json.value(u"deciders"_s).toArray())
        rule.deciders.users.append(user.toString());
    rule.deciders.requester =
        core::fromWord<core::Requester>(json.value(u"requester"_s).toString()).value_or(core::Requester::May);
    rule.deciders.needed = json.value(u"approvals_needed"_s).toInt(1);
    return rule;
}

Result<Response> listRules(core::Core &core)
{
    QJsonArray rules;
    for (const PolicyRule &rule : core.policies().rules())
        rules.append(ruleJson(rule));
    return Response::json(200, QJsonObject{{u"rules"_s, rules}, {u"total_count"_s, rules.size()}});
}

Result<Response> addRule(core::Core &core, const Request &request)
{
    return Response::json(201, ruleJson(TRY(core.policies().add(ruleIn(request), request.principal))));
}

Result<Response> changeRule(core::Core &core, const Request &request)
{
    const PolicyRule rule = ruleIn(request);
    QJsonObject changed = ruleJson(TRY(core.policies().change(rule, request.principal, rule.position)));
    changed.insert(u"success"_s, true);
    return Response::json(200, changed);
}

Result<Response> removeRule(core::Core &core, const Request &request)
{
    const core::RuleId id{request.parameter(u"id")};
    TRY(core.policies().remove(id, request.principal));
    return Response::json(200, QJsonObject{{u"success"_s, true}, {u"rule_id"_s, id.value}});
}

BodyShape ruleBody()
{
    BodyShape body = jsonBody({
        {.name = u"name"_s,
         .presence = Presence::Required,
         .summary = u"For people"_s,
         .example = u"Refunds over 50 EUR"_s},
        {.name = u"position"_s,
         .type = FieldType::Integer,
         .minimum = 0,
         .maximum = 1000,
         .summary =
             u"Its place among the rules, from 1: the first that matches decides. 0: a new one comes last, "
             "another stays where it is. Behind the last is the end"_s,
         .example = 1},
        {.name = u"tool"_s,
         .summary = u"A name, a glob such as `refund_*`, or `effect:write`; empty: any"_s,
         .example = u"refund_order"_s},
        {.name = u"agent"_s, .summary = u"A name or a glob; empty: any"_s, .example = u""_s},
        {.name = u"cluster"_s, .summary = u"A name or a glob; empty: any"_s, .example = u""_s},
        {.name = u"condition"_s, .summary = u"On the arguments"_s, .example = u"body.amount > 50"_s},
        {.name = u"decision"_s,
         .allowed = {u"allow"_s, u"ask"_s, u"deny"_s},
         .summary = u"`ask` when absent"_s,
         .example = u"ask"_s},
        {.name = u"risk"_s,
         .allowed = {u"low"_s, u"medium"_s, u"high"_s},
         .summary = u"`medium` when absent"_s,
         .example = u"high"_s},
        {.name = u"reason"_s,
         .summary = u"What the person who decides reads"_s,
         .example = u"Money leaves."_s},
        {.name = u"deciders"_s,
         .type = FieldType::TextList,
         .summary =
             u"Who may decide: user names, e-mail addresses, ids or owners of keys, or a role: `approver` is "
             u"whoever "
             "may decide approvals, as is an empty list, and `administrator` every administrator. Who is not "
             "known is refused"_s,
         .example = QJsonArray{u"ada"_s, u"grace"_s}},
        {.name = u"requester"_s,
         .allowed = {u"may"_s, u"may-not"_s},
         .summary = u"Whether the person whose task asks may decide it too; `may` when absent"_s,
         .example = u"may-not"_s},
        {.name = u"approvals_needed"_s,
         .type = FieldType::Integer,
         .minimum = 1,
         .maximum = 20,
         .summary = u"How many different people must approve; 1 when absent"_s,
         .example = 2},
    });
    body.refusal = u"Invalid request body: %1"_s;
    return body;
}

ReplyNote ruleNote(int status, const QString &summary)
{
    return {
        .status = status,
        .summary = summary,
        .example = ruleJson(
            {.id = {u"rule-123"_s},
             .position = 1,
             .name = u"Refunds over 50 EUR"_s,
             .tool = u"refund_order"_s,
             .condition = u"body.amount > 50"_s,
             .risk = core::Risk::High,
             .reason = u"Money leaves."_s,
             .deciders = {.users = {u"ada"_s, u"grace"_s}, .requester = core::Requester::MayNot, .needed = 2},
             .createdBy = u"admin"_s,
             .createdAt = core::fromStored(1'767'225'600'000)})};
}

ReplyNote changedNote()
{
    ReplyNote note = ruleNote(200, u"The rule as it is now"_s);
    QJsonObject example = note.example.toObject();
    example.insert(u"success"_s, true);
    note.example = example;
    return note;
}

ReplyNote doneNote(const QString &summary)
{
    return {.status = 200,
            .summary = summary,
            .example = QJsonObject{{u"success"_s, true}, {u"rule_id"_s, u"rule-123"_s}}};
}

} // namespace

std::vector<Endpoint> ruleEndpoints(core::Core &core)
{
    using core::Scope;
    const QJsonObject shown = ruleNote(200, {}).example.toObject();
    return {
        {.method = Method::Get,
         .path = "/api/v1/approvals/rules",
         .access = Scope::ApprovalsRead,
         .handler = AnswerNow([&core](const Request &) { return listRules(core); }),
         .summary = u"List the rules that say what needs a person, in the order in which they are tried"_s,
         .replies = {{.status = 200,
                      .summary = u"The rules"_s,
                      .example = QJsonObject{{u"rules"_s, QJsonArray{shown}}, {u"total_count"_s, 1}}}}},
        {.method = Method::Post,
         .path = "/api/v1/approvals/rules",
         .access = Scope::Administer,
         .body = ruleBody(),
         .handler = AnswerNow([&core](const Request &request) { return addRule(core, request); }),
         .summary = u"Add a rule: allow, deny, or ask, and then whom and how many"_s,
         .replies = {ruleNote(201, u"The rule"_s)},
         .counted = Counted::Yes},
        {.method = Method::Put,
         .path = "/api/v1/approvals/rules/{id}",
         .access = Scope::Administer,
         .body = ruleBody(),
         .handler = AnswerNow([&core](const Request &request) { return changeRule(core, request); }),
         .summary = u"Change a rule; what the body leaves out is as for a new one"_s,
         .replies = {changedNote()},
         .counted = Counted::Yes},
        {.method = Method::Delete,
         .path = "/api/v1/approvals/rules/{id}",
         .access = Scope::Administer,
         .handler = AnswerNow([&core](const Request &request) { return removeRule(core, request); }),
         .summary = u"Remove a rule"_s,
         .replies = {doneNote(u"It was removed"_s)},
         .counted = Counted::Yes},
    };
}

} // namespace server::shannon
