// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/computersection.h"

#include "core/core.h"
#include "ui/widgets/card.h"
#include "ui/widgets/label.h"

#include <QGridLayout>

#include <utility>

namespace ui {

using namespace Qt::Literals::StringLiterals;

ComputerSection::ComputerSection(Backend &backend, const Theme &theme, QWidget *parent)
    : Section(u"computer"_s, tr("This computer"),
              {tr("What is missing"), tr("Packages to install"), tr("Sandbox"), tr("Keychain")}, parent)
    , m_backend(backend)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    auto *card = new Card(theme, title());
    column->addWidget(card);
    column->addStretch(1);
    auto *grid = new QGridLayout;
    grid->setContentsMargins(space::cardPadding - 1, space::medium, space::cardPadding - 1, space::medium);
    grid->setHorizontalSpacing(space::wide);
    grid->setVerticalSpacing(space::medium);
    grid->setColumnStretch(1, 1);
    card->body()->addLayout(grid);
    const std::pair<core::Need, QString> rows[] = {
        {core::Need::Sandbox, tr("Sandbox for code and PDFs")},
        {core::Need::Python, tr("Python for code")},
        {core::Need::Pdf, tr("Reading of PDFs")},
        {core::Need::TimeZones, tr("Time zones")},
        {core::Need::OldTimeZones, tr("Old names of time zones")},
        {core::Need::Certificates, tr("Certificates for https")},
        {core::Need::Keychain, tr("Keychain for keys of providers")}};
    for (const auto &[need, name] : rows) {
        auto *state = new Label(theme, Type::Text);
        state->setOverflow(Overflow::Wrap);
        state->setSelectable(true);
        state->setAccessibleName(name);
        const int row = grid->rowCount();
        auto *label = new Label(theme, name, Type::Text, Ink::Muted);
        label->setContentsMargins(0, 2, 0, 0); // as high as the first line beside it
        grid->addWidget(label, row, 0, Qt::AlignTop);
        grid->addWidget(state, row, 1);
        m_states.insert(need, state);
    }
}

void ComputerSection::enter()
{
    m_backend.call(
        this,
        [](core::Core &core) -> core::Result<QList<core::Capability>> { return core.place().capabilities(); },
        [this](const core::Result<QList<core::Capability>> &capabilities) {
            if (capabilities)
                show(*capabilities);
        });
}

// What nobody has looked for says nothing.
void ComputerSection::show(const QList<core::Capability> &capabilities)
{
    for (Label *state : std::as_const(m_states))
        state->setText(tr("Not looked for: nothing needs it yet"));
    for (const core::Capability &capability : capabilities) {
        Label *state = m_states.value(capability.need);
        state->setInk(capability.works() ? Ink::Green : Ink::Amber);
        state->setText(capability.works() ? tr("Works") : capability.sentence);
    }
}

} // namespace ui
