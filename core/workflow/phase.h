// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/enumtext.h"
#include "core/base/id.h"

#include <QStringList>

namespace core {

// What a phase of a workflow is for. It says which role does it and what the agent is told.
enum class PhaseKind { Planning, Design, TestWriting, Implementation, Execution, Review, Other };

template<>
struct Words<PhaseKind>
{
    static constexpr std::pair<PhaseKind, const char *> table[] = {
        {PhaseKind::Planning, "planning"},
        {PhaseKind::Design, "design"},
        {PhaseKind::TestWriting, "test_writing"},
        {PhaseKind::Implementation, "implementation"},
        {PhaseKind::Execution, "execution"},
        {PhaseKind::Review, "review"},
        {PhaseKind::Other, "other"},
    };
};

// What becomes of a workflow whose judging phase is still not satisfied after its last round.
enum class LastRound { GoOn, Fail };

// One phase of a workflow before it is a row: a step of a model, with the tools of its agent.
struct Phase
{
    QString name = {}; // unique within the workflow: "implementation"
    PhaseKind kind = PhaseKind::Other;
    QString agentName = {};   // as people name it; empty: by the role of the kind
    AgentId agent = {};       // who does it
    QString instruction = {}; // empty: what the kind says
    QString part = {};        // of the requirements, for an increment; empty: all of them
    QStringList after = {};   // names of phases before it
    bool listsParts = false;  // its answer names the increments, which then follow it
    QString repeatFrom = {};  // of a judging phase: where the work begins again when it is not satisfied
    int repeats = 0;
    LastRound lastRound = LastRound::GoOn;
};

} // namespace core
