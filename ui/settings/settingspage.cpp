// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settingspage.h"

#include "ui/settings/computersection.h"
#include "ui/settings/keyssection.h"
#include "ui/settings/personalsection.h"
#include "ui/settings/policiessection.h"
#include "ui/settings/providerssection.h"
#include "ui/settings/serversection.h"
#include "ui/widgets/card.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QStackedWidget>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int listWidth = 200;
} // namespace

SettingsPage::SettingsPage(Backend &backend, const Theme &theme, KeyVault &vault)
    : Page(theme, {.id = u"settings"_s,
                   .title = tr("Settings"),
                   .icon = u"settings"_s,
                   .group = PageGroup::Govern,
                   .key = u'S'})
    , m_source([this](const QString &section) { emit openRequested(u"settings"_s, section); })
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::large);
    auto *card = new Card(theme);
    card->setFixedWidth(listWidth);
    m_list = new QListWidget;
    m_list->setAccessibleName(tr("Parts of the settings"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setProperty("menu", true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    card->body()->addWidget(m_list, 1);
    row->addWidget(card);
    m_stack = new QStackedWidget;
    row->addWidget(m_stack, 1);
    add(new ProvidersSection(backend, theme, keys(), vault));
    add(new PoliciesSection(backend, theme, keys()));
    add(new KeysSection(backend, theme, keys()));
    add(new PersonalSection(backend, theme));
    add(new ServerSection(backend, theme));
    add(new ComputerSection(backend, theme));
    keys().bindList(m_list);
    connect(m_list, &QListWidget::currentRowChanged, this, &SettingsPage::showSection);
    m_list->setCurrentRow(0);
}

void SettingsPage::add(Section *section)
{
    m_sections.append(section);
    m_stack->addWidget(section);
    auto *item = new QListWidgetItem(section->title(), m_list);
    item->setSizeHint({listWidth - 2, size::row});
    m_source.add(*section);
}

void SettingsPage::showSection(int index)
{
    if (index < 0 || index >= m_sections.size())
        return;
    m_stack->setCurrentIndex(index);
    if (isVisible())
        m_sections[index]->enter();
}

void SettingsPage::enter()
{
    m_sections[m_stack->currentIndex()]->enter();
    m_list->setFocus(Qt::OtherFocusReason);
}

bool SettingsPage::openThing(const QString &id)
{
    const QString part = id.section(u'/', 0, 0);
    for (int i = 0; i < m_sections.size(); ++i) {
        if (m_sections[i]->id() != part)
            continue;
        m_list->setCurrentRow(i);
        if (id.contains(u'/'))
            m_sections[i]->openThing(id.section(u'/', 1));
        return true;
    }
    return false;
}

void SettingsPage::serve(const Serving &serving)
{
    for (Section *section : std::as_const(m_sections))
        section->serve(serving);
}

} // namespace ui
