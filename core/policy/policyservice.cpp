// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/policy/policyservice.h"

#include "core/base/alarm.h"
#include "core/base/json.h"
#include "core/base/log.h"
#include "core/base/numbertext.h"

#include <QJsonArray>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype mostRules = 500;
constexpr qsizetype mostBounds = 20;

QList<PolicyRule> defaultRules()
{
    return {
        {.name = u"Remembering is free"_s,
         .tool = u"remember"_s,
         .decision = PolicyDecision::Allow,
         .risk = Risk::Low,
         .reason = u"A note for its owner changes nothing else."_s},
        {.name = u"Reading is free"_s,
         .tool = u"effect:read"_s,
         .decision = PolicyDecision::Allow,
         .risk = Risk::Low,
         .reason = u"It only reads."_s},
        {.name = u"Writing asks"_s,
         .tool = u"effect:write"_s,
         .decision = PolicyDecision::Ask,
         .risk = Risk::Medium,
         .reason = u"It changes what is stored."_s},
        {.name = u"Sending asks"_s,
         .tool = u"effect:send"_s,
         .decision = PolicyDecision::Ask,
         .risk = Risk::High,
         .reason = u"What is sent cannot be taken back."_s},
        {.name = u"Running programs asks"_s,
         .tool = u"effect:run"_s,
         .decision = PolicyDecision::Ask,
         .risk = Risk::High,
         .reason = u"A program can do anything."_s},
    };
}

Result<void> checkMay(const Principal &by)
{
    if (!by.may(Scope::Administer))
        return failure(ErrorCode::Forbidden, u"Only an administrator may change the policy."_s);
    return {};
}

Error unknownRule()
{
    Error error = failure(ErrorCode::NotFound, u"There is no such policy rule."_s);
    error.field = u"id"_s;
    return error;
}

qsizetype indexOf(const QList<PolicyRule> &rules, const RuleId &id)
{
    const auto found = std::ranges::find(rules, id, &PolicyRule::id);
    return found == rules.end() ? -1 : std::distance(rules.begin(), found);
}

bool isRange(const Bound &bound)
{
    if (isWholeNumber(bound.atLeast) && isWholeNumber(bound.atMost))
        return bound.atLeast.toInteger() <= bound.atMost.toInteger();
    return bound.atLeast.isDouble() && bound.atMost.isDouble() &&
           bound.atLeast.toDouble() <= bound.atMost.toDouble();
}

void collectBounds(const QJsonObject &object, const QStringList &path, QList<Bound> &bounds)
{
    for (auto it = object.begin(); it != object.end() && bounds.size() < mostBounds; ++it) {
        const QStringList here = path + QStringList{it.key()};
        const bool isNegative = it->toDouble() < 0;
        if (it->isDouble())
            bounds += {.path = here,
                       .atLeast = isNegative ? *it : QJsonValue(0),
                       .atMost = isNegative ? QJsonValue(0) : *it};
        else if (it->isObject() && here.size() < 8)
            collectBounds(it->toObject(), here, bounds);
    }
}

} // namespace

PolicyService::PolicyService(Journal &journal, PolicyStore &store, const DeciderNames &people)
    : m_journal(journal)
    , m_store(store)
    , m_people(people)
{
    m_again.setSingleShot(true);
    m_again.setInterval(Alarm::pauseAfterFailure);
    connect(&m_again, &QTimer::timeout, this, &PolicyService::reload);
    connect(&m_journal, &Journal::committed, this, [this](const QList<Event> &events) {
        const bool mine = std::ranges::any_of(
            events, [](const Event &event) { return event.type == EventType::PolicyChanged; });
        // Another listener may already have begun the next transaction; its rows are not ours to see yet.
        if (mine)
            m_journal.whenCommitted(this, [this](const Result<void> &) { reload(); });
    });
}

Result<void> PolicyService::open()
{
    const QList<PolicyRule> stored = TRY(m_store.all());
    if (stored.isEmpty())
        return seed();
    m_policy = Policy(stored);
    return {};
}

Result<void> PolicyService::seed()
{
    TRY(m_journal.record([this](Transaction &transaction) -> Result<void> {
        for (const PolicyRule &rule : defaultRules())
            TRY(insert(transaction, rule, u"signalbox"_s));
        return {};
    }));
    TRY(m_journal.commit());
    m_policy = Policy(TRY(m_store.all()));
    return {};
}

Result<void> PolicyService::bindTo(std::function<QList<PolicyQuestion>()> actions)
{
    m_actions = std::move(actions);
    const QList<PolicyRule> stored = TRY(m_store.all());
    const auto isUnbound = [](const PolicyRule &rule) { return allowsByName(rule) && !rule.boundTo; };
    if (std::ranges::none_of(stored, isUnbound))
        return {};
    TRY(m_journal.record([&](Transaction &transaction) -> Result<void> {
        for (PolicyRule rule : stored) {
            if (!isUnbound(rule))
                continue;
            rule.boundTo = targetsOf(rule, m_actions());
            TRY(m_store.update(transaction, rule));
        }
        return {};
    }));
    TRY(m_journal.commit());
    m_policy = Policy(TRY(m_store.all()));
    return {};
}

Result<PolicyRule> PolicyService::bound(PolicyRule rule) const
{
    rule.boundTo.reset();
    if (!m_actions || !allowsByName(rule))
        return rule;
    rule.boundTo = targetsOf(rule, m_actions());
    if (rule.boundTo->isEmpty())
        return invalid(
            u"tool"_s,
            u"tool: there is nothing yet that this rule would allow. It counts for what is there when it is "
            "made, so deploy the cluster first."_s);
    return rule;
}

Result<PolicyRule> PolicyService::add(const PolicyRule &rule, const Principal &by)
{
    TRY(checkMay(by));
    const PolicyRule kept = TRY(checked(rule));
    return m_journal.record([&](Transaction &transaction) -> Result<PolicyRule> {
        return named(TRY(insert(transaction, kept, by.user)));
    });
}

Result<PolicyRule> PolicyService::allowWithin(const AllowWithin &allow, const Principal &by)
{
    TRY(checkMay(by));
    if (allow.tool.isEmpty() || allow.tool.contains(u'*') || allow.tool.contains(u'?') ||
        allow.tool.contains(u':'))
        return invalid(u"tool"_s, u"tool: must name one tool"_s);
    QStringList limits;
    for (const Bound &bound : allow.bounds) {
        const QString path = pathForCondition(bound.path);
        if (path.isEmpty() || !isRange(bound))
            return invalid(u"bounds"_s,
                           u"bounds: each needs an argument, and a lowest value below its highest"_s);
        limits += path + u" >= "_s + numberText(bound.atLeast);
        limits += path + u" <= "_s + numberText(bound.atMost);
    }
    const QString who = allow.agent.isEmpty() ? u"every agent"_s : allow.agent;
    PolicyRule rule{.name = u"Always allow %1 for %2"_s.arg(allow.tool, who),
                    .tool = allow.tool,
                    .agent = allow.agent,
                    .cluster = allow.cluster,
                    .condition = limits.join(u" and "_s),
                    .decision = PolicyDecision::Allow,
                    .risk = Risk::Low,
                    .reason =
                        u"%1 allowed it from an approval."_s.arg(by.name.isEmpty() ? by.user : by.name)};
    TRY(checkRule(rule));
    rule = TRY(bound(rule));
    return m_journal.record([&](Transaction &transaction) -> Result<PolicyRule> {
        // Just before the rule that asked: whatever is denied above it stays denied.
        if (!allow.before.isEmpty()) {
            const qsizetype index = indexOf(TRY(m_store.all()), allow.before);
            if (index < 0)
                return unknownRule();
            rule.position = int(index) + 1;
        }
        return insert(transaction, rule, by.user);
    });
}

Result<PolicyRule> PolicyService::insert(Transaction &transaction, PolicyRule rule, const QString &by)
{
    QList<PolicyRule> rules = TRY(m_store.all());
    if (rules.size() >= mostRules)
        return failure(ErrorCode::TooLarge,
                       u"There can be at most %1 policy rules. Remove some first."_s.arg(mostRules));
    if (rule.position < 1 || rule.position > rules.size())
        rule.position = int(rules.size()) + 1;
    rule.id = newId<RuleId>("rule-"_L1);
    rule.createdBy = by;
    rule.createdAt = transaction.now();
    TRY(m_store.insert(transaction, rule));
    rules.insert(rule.position - 1, rule);
    TRY(reorder(transaction, rules));
    TRY(announce(transaction, u"added"_s, rule, by));
    return rule;
}

Result<PolicyRule> PolicyService::change(const PolicyRule &rule, const Principal &by, int position)
{
    TRY(checkMay(by));
    const PolicyRule kept = TRY(checked(rule));
    return m_journal.record([&](Transaction &transaction) -> Result<PolicyRule> {
        const QList<PolicyRule> rules = TRY(m_store.all());
        const qsizetype index = indexOf(rules, kept.id);
        if (index < 0)
            return unknownRule();
        TRY(m_store.update(transaction, kept));
        TRY(announce(transaction, u"changed"_s, kept, by.user));
        const int last = int(rules.size());
        const int wanted = std::min(position, last);
        if (wanted >= 1 && wanted != index + 1)
            TRY(place(transaction, rules, index, wanted, by.user));
        const QList<PolicyRule> now = TRY(m_store.all());
        return now.at(indexOf(now, kept.id));
    });
}

Result<void> PolicyService::remove(const RuleId &id, const Principal &by)
{
    TRY(checkMay(by));
    return m_journal.record([&](Transaction &transaction) -> Result<void> {
        QList<PolicyRule> rules = TRY(m_store.all());
        const qsizetype index = indexOf(rules, id);
        if (index < 0)
            return unknownRule();
        const PolicyRule rule = rules.takeAt(index);
        TRY(m_store.remove(transaction, id));
        TRY(reorder(transaction, rules));
        TRY(announce(transaction, u"removed"_s, rule, by.user));
        return {};
    });
}

Result<void> PolicyService::move(const RuleId &id, int position, const Principal &by)
{
    TRY(checkMay(by));
    return m_journal.record([&](Transaction &transaction) -> Result<void> {
        const QList<PolicyRule> rules = TRY(m_store.all());
        const qsizetype index = indexOf(rules, id);
        if (index < 0)
            return unknownRule();
        if (position < 1 || position > rules.size())
            return invalid(u"position"_s, u"position: must be between 1 and %1"_s.arg(rules.size()));
        return place(transaction, rules, index, position, by.user);
    });
}

Result<void> PolicyService::place(Transaction &transaction, QList<PolicyRule> rules, qsizetype from,
                                  int position, const QString &by)
{
    rules.move(from, position - 1);
    TRY(reorder(transaction, rules));
    TRY(announce(transaction, u"moved"_s, rules[position - 1], by));
    return {};
}

Result<void> PolicyService::reorder(Transaction &transaction, const QList<PolicyRule> &rules)
{
    for (qsizetype i = 0; i < rules.size(); ++i) {
        if (rules[i].position != i + 1)
            TRY(m_store.setPosition(transaction, rules[i].id, int(i) + 1));
    }
    return {};
}

QList<PolicyRule> PolicyService::rules()
{
    QList<PolicyRule> rules = m_policy.rules();
    for (PolicyRule &rule : rules)
        rule = named(rule);
    return rules;
}

// As it is kept: who is named twice counts once.
Result<PolicyRule> PolicyService::checked(PolicyRule rule)
{
    TRY(checkRule(rule));
    rule.deciders.users = TRY(m_people.idsOf(rule.deciders.users));
    TRY(checkRule(rule));
    return bound(std::move(rule));
}

PolicyRule PolicyService::named(PolicyRule rule)
{
    rule.deciders.users = namesOf(rule.deciders);
    return rule;
}

Result<qint64> PolicyService::announce(Transaction &transaction, const QString &change,
                                       const PolicyRule &rule, const QString &by)
{
    return transaction.announce({.type = EventType::PolicyChanged,
                                 .subject = rule.id.value,
                                 .actor = by,
                                 .message = u"Policy rule “%1” was %2"_s.arg(rule.name, change),
                                 .payload = {{u"change"_s, change},
                                             {u"rule_id"_s, rule.id.value},
                                             {u"name"_s, rule.name},
                                             {u"tool"_s, rule.tool},
                                             {u"agent"_s, rule.agent},
                                             {u"cluster"_s, rule.cluster},
                                             {u"condition"_s, rule.condition},
                                             {u"decision"_s, toWord(rule.decision)},
                                             {u"risk"_s, toWord(rule.risk)},
                                             {u"deciders"_s, namesOf(rule.deciders).join(u',')},
                                             {u"requester"_s, toWord(rule.deciders.requester)},
                                             {u"needed"_s, rule.deciders.needed}}});
}

QList<Bound> PolicyService::boundsOf(const QJsonObject &arguments)
{
    QList<Bound> bounds;
    collectBounds(arguments, {}, bounds);
    return bounds;
}

void PolicyService::reload()
{
    const auto stored = m_store.all();
    if (!stored) {
        qCCritical(logStore) << "The policy rules cannot be read, so everything asks. detail="
                             << stored.error().detail;
        m_again.start();
    }
    m_policy = stored ? Policy(*stored) : Policy();
    emit changed();
}

} // namespace core
