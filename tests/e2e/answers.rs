//! Each way to answer: by the notification, by the window, and all four ways to add.

use roamline_domain::proposal::{ProposalState, Request};
use roamline_domain::report::Choice;

use crate::need_a_network;
use crate::support::people::TOM;
use crate::support::steps::{PRIYA, play};

/// Routers with the same addressing, each a network of its own.
const ROUTERS: [&str; 4] =
    ["00:1b:21:a0:00:01", "00:1b:21:a0:00:02", "00:1b:21:a0:00:03", "00:1b:21:a0:00:04"];

#[test]
fn the_buttons_of_the_notification_put_off_and_confirm() {
    need_a_network!();
    play(async |scene| {
        let tom = scene.arrive_on_the_map(TOM).await;
        let asked = scene.notifications().wait_for("Are you at").await;
        assert!(asked.summary.contains("Second floor"), "{asked:?}");
        scene.notifications().click(&asked, "Later").await;
        scene.window().wait_for_text("You will be asked again in").await;
        assert_eq!(tom.reports().await, [], "Later is no answer");

        // Another network asks anew; there the answer is yes.
        let elsewhere = ROUTERS[0];
        scene.map(elsewhere, "Workshop floor").await;
        let so_far = scene.notifications().count().await;
        scene.network.plug_in_behind(&scene.network.b, elsewhere);
        let asked = scene.notifications().wait_for_new(so_far, "Workshop floor").await;
        assert_eq!(asked.buttons(), ["Yes, I am here", "Somewhere else", "Later"]);
        scene.notifications().click(&asked, "Yes, I am here").await;
        scene.desk.tray().wait_until_it_shows("settled").await;
        scene.window().wait_for_text("Confirmed").await;
        scene.window().wait_for_text("Dock Street").await;
        let reports = tom.wait_for_reports(1).await;
        assert!(matches!(reports[0].report.choice, Choice::Confirm { .. }));
        assert_eq!(tom.reports_behind(elsewhere).await, reports);
    });
}

#[test]
fn all_four_ways_to_add_an_address() {
    need_a_network!();
    play(async |scene| {
        let window = scene.window();
        let priya = scene.arrive(PRIYA).await;
        window.wait_for_text("Where are you now?").await;
        let plug_in = |i: usize| scene.network.plug_in_behind(&scene.network.b, ROUTERS[i]);

        // (a) An existing company location, found by a search.
        plug_in(0);
        window.wait_for_text("192.168.20.1").await;
        scene.propose_to_bind("Boardroom").await;
        let reports = priya.wait_for_reports(1).await;
        assert!(matches!(reports[0].report.choice, Choice::BindCompanyLocation { .. }));
        assert_eq!(reports[0].proposal, Some(ProposalState::Pending));

        // (b) A new company location below one that exists.
        plug_in(1);
        window.wait_for_text("Where are you now?").await;
        window.click_text("Add a new address").await;
        window.click_text("My organisation's").await;
        window.fill("Name", "Roof terrace").await;
        window.find_and_choose("Part of", "8th floor").await;
        window.fill("House number", "612").await;
        window.fill("Street", "Brazos Street").await;
        window.fill("City", "Austin").await;
        window.fill("State", "TX").await;
        window.fill("ZIP code", "78701").await;
        window.click_text("Use this address").await;
        scene.be_thanked().await;
        window.wait_for_text("Waiting for an administrator's review").await;
        window.wait_for_text("Roof terrace").await;
        let reports = priya.wait_for_reports(2).await;
        assert!(matches!(reports[0].report.choice, Choice::NewCompanyLocation { .. }));
        let proposals = scene.administrator().await.pending_proposals().await;
        assert_eq!(proposals.len(), 2);
        let asks_for_the_terrace =
            |r: &Request| matches!(r, Request::Create { name, .. } if name == "Roof terrace");
        assert!(proposals.iter().any(|p| asks_for_the_terrace(&p.request)), "{proposals:?}");
        assert!(proposals.iter().any(|p| matches!(p.request, Request::Bind { .. })));

        // (c) A saved address counts at once.
        plug_in(2);
        scene.say_home().await;
        window.wait_for_text("Confirmed").await;
        let reports = priya.wait_for_reports(3).await;
        assert!(matches!(reports[0].report.choice, Choice::SavedPersonalLocation { .. }));

        // (d) So does a new one.
        plug_in(3);
        window.wait_for_text("Where are you now?").await;
        window.click_text("Add a new address").await;
        window.fill("Name", "Cabin").await;
        window.fill("House number", "18").await;
        window.fill("Street", "Juniper Trail").await;
        window.fill("City", "Marfa").await;
        window.fill("State", "TX").await;
        window.fill("ZIP code", "79843").await;
        window.click_text("Use this address").await;
        scene.be_thanked().await;
        window.wait_for_text("18 Juniper Trail").await;
        window.wait_for_text("Confirmed").await;
        let reports = priya.wait_for_reports(4).await;
        assert!(matches!(reports[0].report.choice, Choice::NewPersonalLocation { .. }));
        for router in ROUTERS {
            assert_eq!(priya.reports_behind(router).await.len(), 1, "one report of each network");
        }
    });
}

#[test]
fn a_matched_network_is_somewhere_else() {
    need_a_network!();
    play(async |scene| {
        let window = scene.window();
        let priya = scene.arrive_on_the_map(PRIYA).await;
        window.wait_for_text("Are you at").await;
        window.click_text("Somewhere else").await;
        scene.say_home().await;
        window.wait_for_text("Confirmed").await;
        let reports = priya.wait_for_reports(1).await;
        assert!(matches!(reports[0].report.choice, Choice::SavedPersonalLocation { .. }));
        scene.desk.tray().wait_until_it_shows("settled").await;

        // What is settled can be changed too.
        window.click_text("I am somewhere else").await;
        scene.propose_to_bind("Boardroom").await;
        let reports = priya.wait_for_reports(2).await;
        assert!(matches!(reports[0].report.choice, Choice::BindCompanyLocation { .. }));
    });
}
